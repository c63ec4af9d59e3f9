// A body in chunks: the same result however it is cut. Whatever bytes an encoder divides into
// chunks, in sizes of its choice and with extensions and trailers, are read back. The first line
// gives the sizes of pieces and chunks, a character each; when it begins with '!', limits are
// small.
#include "http/framing/body_reader.hpp"

#include "fuzz/input.hpp"

#include <algorithm>
#include <charconv>
#include <string>

using namespace costrel;
using fuzz::require;
using http::BodyReader;
using State = BodyReader::State;

namespace {

constexpr std::size_t max_body = 5'000;

Limits small_limits()
{
    Limits limits;
    limits.max_header_bytes = 60;
    limits.max_header_fields = 3;
    limits.max_chunk_ext_bytes = 20;
    return limits;
}

class Sizes {
public:
    explicit Sizes(std::string_view text) : text_(text) {}

    std::size_t next()
    {
        return text_.empty() ? 1 : static_cast<unsigned char>(text_[i_++ % text_.size()]) % 64 + 1;
    }

private:
    std::string_view text_;
    std::size_t i_ = 0;
};

struct Read {
    State state = State::incomplete;
    std::size_t consumed = 0;
    std::string body;
    int status = 0;
};

// Feeds `text` as a connection does: what was not consumed comes again, with more behind it.
Read read(std::string_view text, const Limits& limits, Sizes pieces, bool at_once)
{
    BodyReader reader(limits, max_body);
    reader.start_chunked({});
    Read result;
    std::size_t end = 0;
    do {
        end = at_once ? text.size() : std::min(text.size(), end + pieces.next());
        const auto progress =
            reader.read(text.substr(result.consumed, end - result.consumed), result.body);
        require(progress.consumed <= end - result.consumed, "no more is consumed than there is");
        result.consumed += progress.consumed;
        result.state = progress.state;
    } while (result.state == State::incomplete && end < text.size());
    if (result.state == State::refused)
        result.status = reader.refusal().status;
    return result;
}

void append_hexadecimal(std::string& out, std::size_t number)
{
    char digits[16];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, 16);
    require(error == std::errc(), "a size can be written");
    out.append(digits, end);
}

std::string encoded(std::string_view body, Sizes chunks, bool with_extras)
{
    std::string text;
    while (!body.empty()) {
        const std::string_view chunk = body.substr(0, chunks.next());
        text.append(with_extras ? "0" : "");
        append_hexadecimal(text, chunk.size());
        text.append(with_extras ? ";a=\"b\"\r\n" : "\r\n").append(chunk).append("\r\n");
        body.remove_prefix(chunk.size());
    }
    return text.append(with_extras ? "00;c\r\nX-Trailer: d\r\n\r\n" : "0\r\n\r\n");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view line = input.line();
    const Sizes sizes(line);
    const Limits limits = line.starts_with('!') ? small_limits() : Limits();

    const Read whole = read(input.rest(), limits, sizes, true);
    const Read split = read(input.rest(), limits, sizes, false);
    require(split.state == whole.state && split.status == whole.status, "the same end");
    require(whole.body.size() <= max_body, "a body is not longer than allowed");
    if (whole.state != State::refused) // what came before a refusal is dropped
        require(split.body == whole.body, "the same body");
    if (whole.state == State::complete)
        require(split.consumed == whole.consumed, "the same bytes are left for what follows");
    if (whole.state == State::refused)
        require(whole.status == 400 || whole.status == 413 || whole.status == 431,
                "a refusal is one of three");

    Limits wide;
    wide.max_chunk_ext_bytes = 100'000;
    const std::string_view body = input.rest().substr(0, max_body);
    for (const bool with_extras : {false, true}) {
        const std::string text = encoded(body, sizes, with_extras);
        for (const bool at_once : {false, true}) {
            const Read back = read(text + "GET / HTTP/1.1\r\n", wide, sizes, at_once);
            require(back.state == State::complete && back.body == body, "what is written is read");
            require(back.consumed == text.size(), "and nothing of what follows");
        }
    }
    if (input.rest().size() > max_body) {
        const Read over = read(encoded(input.rest(), sizes, false), wide, sizes, false);
        require(over.state == State::refused && over.status == 413, "more than allowed is a 413");
    }
    return 0;
}
