// The bytes of a connection: the same requests and answers whether they come at once or in pieces,
// and no answer that nobody asked for. The first line gives the sizes of the pieces, a character
// each; when it begins with '!', limits are small.
#include "fuzz/input.hpp"
#include "http/grammar.hpp"
#include "unit/http/peer.hpp"

#include <algorithm>
#include <memory>
#include <utility>

using namespace costrel;
using fuzz::require;

namespace {

constexpr std::size_t max_body = 200;

Limits small_limits()
{
    Limits limits;
    limits.max_request_line = 40;
    limits.max_header_bytes = 120;
    limits.max_header_fields = 5;
    limits.max_chunk_ext_bytes = 20;
    limits.keepalive_requests = 3;
    return limits;
}

// A body that is made a byte at a time.
class BytewiseSource : public detail::BodySource {
public:
    BytewiseSource(std::string text, bool is_sized) : text_(std::move(text)), is_sized_(is_sized) {}

    std::optional<std::uint64_t> size() const noexcept override
    {
        return is_sized_ ? std::optional<std::uint64_t>(text_.size()) : std::nullopt;
    }
    Piece read(std::span<char> room) noexcept override
    {
        if (given_ == text_.size())
            return {0, State::end};
        room[0] = text_[given_++];
        return {1, State::more};
    }

private:
    std::string text_;
    bool is_sized_;
    std::size_t given_ = 0;
};

// What was received, without the interim answers: whether one is sent hangs on how much of a body
// has come.
std::string final_answers(const http::Peer& peer)
{
    constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    std::string text = peer.received;
    for (std::size_t at = 0; (at = text.find(interim, at)) != text.npos;)
        text.erase(at, interim.size());
    return text;
}

// Takes a whole body in chunks off the front.
void remove_chunks(std::string_view& text)
{
    for (std::size_t size = 1; size != 0;) {
        const std::size_t line = text.find("\r\n");
        require(line != text.npos, "a chunk has a size");
        size = std::stoul(std::string(text.substr(0, line)), nullptr, 16);
        text.remove_prefix(line + 2);
        require(text.size() >= size + 2 && text.substr(size, 2) == "\r\n", "a chunk is whole");
        text.remove_prefix(size + 2);
    }
}

// An answer to each request; at the end there may be one to what is no request, which has no body
// when it would have been a HEAD.
void require_whole_answers(std::string_view text, const std::vector<http::SeenRequest>& requests)
{
    for (std::size_t i = 0; !text.empty(); ++i) {
        require(i <= requests.size(), "there is an answer a request");
        require(text.starts_with("HTTP/1.1 "), "an answer begins where the last one ended");
        const std::size_t end = text.find("\r\n\r\n");
        require(end != text.npos, "an answer has a whole head");
        const std::string_view head = text.substr(0, end + 2);
        text.remove_prefix(end + 4);
        const bool is_refusal = i == requests.size();
        require(!is_refusal || head.find("\r\nConnection: close\r\n") != head.npos,
                "a refusal is the last answer");
        if (is_refusal ? text.empty() : requests[i].method == "HEAD")
            continue;
        if (head.find("\r\nTransfer-Encoding: chunked\r\n") != head.npos) {
            remove_chunks(text);
            continue;
        }
        const std::size_t length = head.find("\r\nContent-Length: ");
        if (length == head.npos && head.find("\r\nConnection: close\r\n") != head.npos)
            return; // to HTTP/1.0: the rest is the body
        require(length != head.npos, "an answer says how long it is");
        const std::size_t size = std::stoul(std::string(head.substr(length + 18)));
        require(size <= text.size(), "an answer is as long as it says");
        text.remove_prefix(size);
        require(!is_refusal || text.empty(), "nothing follows a refusal");
    }
}

void require_sane(const http::Peer& peer)
{
    for (const http::SeenRequest& request : peer.requests) {
        require(http::is_token(request.method), "a method is a token");
        require(request.body.size() <= max_body, "a body is not longer than allowed");
        require(request.fields.size() <= peer.limits.max_header_fields,
                "there are no more fields than allowed");
        for (const std::string& field : request.fields)
            require(field.find_first_of(std::string_view("\r\n\0", 3)) == field.npos,
                    "a field is one line");
    }
    require(!peer.reset, "a peer that reads is not cut off");
    require_whole_answers(final_answers(peer), peer.requests);
}

void respond_briefly(http::Peer& peer)
{
    peer.respond = [](const http::Message& message) {
        Response response(std::to_string(message.body.size()));
        if (message.path.size() % 2 == 0)
            response.body = Body(std::make_unique<BytewiseSource>(std::string(response.body),
                                                                  message.path.size() % 4 == 0));
        return response;
    };
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    std::string_view pieces = input.line();
    const bool is_small = pieces.starts_with('!');
    const Limits limits = is_small ? small_limits() : Limits();

    http::Peer whole(limits, max_body);
    respond_briefly(whole);
    whole.send(input.rest());
    whole.end();
    require_sane(whole);
    if (input.rest().empty())
        require(whole.received.empty(), "nothing is answered with nothing");

    http::Peer split(limits, max_body);
    respond_briefly(split);
    std::string_view rest = input.rest();
    for (std::size_t i = 0; !rest.empty(); ++i) {
        const std::size_t wanted =
            pieces.empty() ? 1 : static_cast<unsigned char>(pieces[i % pieces.size()]) % 64 + 1;
        const std::string_view piece = rest.substr(0, wanted);
        split.send(piece);
        rest.remove_prefix(piece.size());
    }
    split.end();
    require_sane(split);

    require(final_answers(split) == final_answers(whole), "the same answers");
    require(split.requests.size() == whole.requests.size(), "the same number of requests");
    for (std::size_t i = 0; i < split.requests.size(); ++i) {
        const http::SeenRequest& a = split.requests[i];
        const http::SeenRequest& b = whole.requests[i];
        require(a.method == b.method && a.target == b.target && a.host == b.host, "same request");
        require(a.body == b.body && a.fields == b.fields, "same fields and body");
    }
    require((split.fin || split.closed) == (whole.fin || whole.closed), "the same end");
    return 0;
}
