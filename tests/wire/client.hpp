#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::wire {

struct Answer {
    int status = 0;
    std::string head; // with its empty line
    std::string body;

    // The value of the first field of that name, or nothing.
    std::optional<std::string> field(std::string_view name) const;
};

enum class End : std::uint8_t { open, fin, reset };

// A browser that does exactly what it is told: it sends the bytes given and reads what comes. No
// call waits longer than `patience`.
class Client {
public:
    static constexpr std::chrono::milliseconds patience{60'000};

    // With `receive_buffer`, the system takes only so many bytes that were not read yet.
    explicit Client(std::uint16_t port, int receive_buffer = 0);
    // By a Unix socket.
    explicit Client(const std::string& path);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // False when the server has reset the connection.
    bool send(std::string_view bytes);
    void send_fin();
    // The same in one segment.
    bool send_with_fin(std::string_view bytes);
    void reset(); // closes with RST

    // One final answer, body by Content-Length; `of_head`: the request was HEAD. Nothing when the
    // connection ends before it is whole.
    std::optional<Answer> read_answer(bool of_head = false);
    // The status of the next answer, 0 for none.
    int read_status();
    // Some bytes, none at the end of the connection.
    std::string read_some(std::size_t at_most = 65536);
    // All until the connection ends.
    std::string read_to_end();
    // How the connection ended, within the time given; what comes before is read and dropped.
    End wait_for_end(std::chrono::milliseconds longest = patience);
    // Waits until the server has reset the connection, and reads nothing meanwhile. Whether it did.
    bool is_reset_unread() const;
    // Whether nothing at all comes in that time: no byte and no end.
    bool stays_silent(std::chrono::milliseconds time);

    // TCP segments with data that the server sent so far.
    unsigned segments() const;

private:
    bool wait_readable(std::chrono::milliseconds longest) const;
    bool fill(); // more into buffer_; false at the end

    int descriptor_;
    std::string buffer_; // read from the socket, not yet asked for
    End end_ = End::open;
};

// A request as a browser sends it, with `more` fields ("Name: value\r\n" each).
std::string get(std::string_view target, std::string_view more = "");
std::string post(std::string_view target, std::string_view body, std::string_view more = "");

// Asks for "/" so often over one connection, and expects a 200 each time: others are served.
void expect_answers(std::uint16_t port, int count);

} // namespace costrel::inline v1::wire
