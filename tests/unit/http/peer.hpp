#pragma once

#include "http/connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::http {

inline constexpr std::string_view test_date = "Tue, 14 Nov 2023 22:13:20 GMT";

// What a request was when it reached the responder, copied out of its views.
struct SeenRequest {
    std::string method;
    std::string target;
    std::string host;
    std::string body;
    std::vector<std::string> fields; // "Name=value"
};

// Both ends of a connection in memory: a peer that sends and receives, a clock that only wait()
// moves, and a responder.
class Peer {
public:
    explicit Peer(Limits connection_limits = {}, std::size_t max_body = 1024 * 1024,
                  ConnectionObserver* observer = nullptr)
        : limits(connection_limits), connection(limits, max_body, test_date, now, observer)
    {
        respond = [](const Message& message) { return Response(std::string(message.body)); };
    }

    Peer& send(std::string_view bytes)
    {
        pump();
        while (!bytes.empty() && !closed) {
            const std::span<char> space = connection.input();
            const std::size_t count = std::min(bytes.size(), space.size());
            std::memcpy(space.data(), bytes.data(), count);
            bytes.remove_prefix(count);
            connection.received(count, now);
            pump();
        }
        return *this;
    }
    Peer& send_bytewise(std::string_view bytes)
    {
        for (const char& byte : bytes)
            send({&byte, 1});
        return *this;
    }
    Peer& end() // half-closes
    {
        pump();
        if (!closed) {
            connection.received_eof(now);
            pump();
        }
        return *this;
    }
    // Lets time go by, with a tick at every deadline, as the socket loop does.
    Peer& wait(std::chrono::milliseconds time)
    {
        pump();
        const auto until = now + time;
        while (!closed && connection.deadline() <= until) {
            now = std::max(now, connection.deadline());
            connection.tick(now);
            pump();
        }
        now = until;
        return *this;
    }
    void pump()
    {
        using Action = Connection::Action;
        for (;;) {
            switch (connection.next()) {
            case Action::admit:
                connection.admit(admit(connection.message()), now);
                break;
            case Action::respond:
                see(connection.message());
                if (const auto refusal = connection.message().refusal)
                    connection.respond(error_page(refusal->status), now);
                else
                    connection.respond(respond(connection.message()), now);
                break;
            case Action::produce:
                connection.produce(now);
                break;
            case Action::wait:
                waits = true;
                return;
            case Action::write:
                if (!reads)
                    return;
                received += connection.output();
                ++writes;
                connection.sent(connection.output().size(), now);
                break;
            case Action::read:
                return;
            case Action::look:
                if (unread.empty()) {
                    connection.nothing_came();
                } else {
                    std::memcpy(connection.input().data(), unread.data(), unread.size());
                    connection.received(std::exchange(unread, {}).size(), now);
                }
                break;
            case Action::linger:
                fin = true;
                return;
            case Action::close:
                closed = true;
                return;
            case Action::reset:
                closed = reset = true;
                return;
            }
        }
    }

    // The statuses received, and "!" when the connection ended: "200,400!", "close", "" for nothing
    // yet.
    std::string outcome() const
    {
        std::string result;
        std::string_view rest = received;
        std::size_t answered = 0;
        while (!rest.empty()) {
            if (!rest.starts_with("HTTP/1.1 "))
                return result + "garbage";
            const std::string_view status = rest.substr(9, 3);
            result += (result.empty() ? "" : ",") + std::string(status);
            const std::size_t end = rest.find("\r\n\r\n");
            if (end == std::string_view::npos)
                return result + "garbage";
            const std::string_view head = rest.substr(0, end + 2);
            rest.remove_prefix(end + 4);
            if (status == "100")
                continue;
            const bool to_head = answered < requests.size() && requests[answered].method == "HEAD";
            ++answered;
            const std::size_t length = head.find("\r\nContent-Length: ");
            if (length == std::string_view::npos || to_head)
                continue;
            const std::size_t size = std::stoul(std::string(head.substr(length + 18)));
            if (size > rest.size())
                return result + "cut";
            rest.remove_prefix(size);
        }
        if (fin || closed)
            result += result.empty() ? "close" : "!";
        return result;
    }

    Limits limits;
    Connection::TimePoint now{};
    Connection connection;
    std::function<Response(const Message&)> respond;
    std::function<Admission(const Message&)> admit = [](const Message&) { return Admission(); };

    std::string_view unread; // sent, and seen by the connection only when it looks
    bool reads = true;       // whether this peer takes what the connection has to send
    bool waits = false;      // the source of a body did
    bool fin = false;
    bool closed = false;
    bool reset = false;
    std::string received;
    std::size_t writes = 0;
    std::vector<SeenRequest> requests;

private:
    void see(const Message& message)
    {
        SeenRequest request{std::string(message.method_token),
                            std::string(message.target),
                            std::string(message.host),
                            std::string(message.body),
                            {}};
        for (const Field& field : message.fields)
            request.fields.push_back(std::string(field.name) + "=" + std::string(field.value));
        requests.push_back(std::move(request));
    }
};

inline std::string get(std::string_view fields = {}, std::string_view target = "/")
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

inline std::string post(std::string_view fields, std::string_view body)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

inline std::string chunked(std::string_view body)
{
    return post("Transfer-Encoding: chunked\r\n", body);
}

} // namespace costrel::inline v1::http
