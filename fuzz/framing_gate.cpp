// The head of a request: the same verdict however it is cut, and whatever stands behind it. What
// passed has one reading: a plain one that only splits lines gives the same fields and framing, and
// what is written from it passes again. The first line gives the sizes of the pieces, a character
// each; when it begins with '!', limits are small.
#include "http/framing/framing_gate.hpp"

#include "fuzz/input.hpp"
#include "http/grammar.hpp"

#include <algorithm>
#include <string>

using namespace costrel;
using fuzz::require;
using http::FramingGate;
using Verdict = FramingGate::Verdict;

namespace {

constexpr std::size_t max_body = 100'000;

Limits small_limits()
{
    Limits limits;
    limits.max_request_line = 40;
    limits.max_header_bytes = 120;
    limits.max_header_fields = 5;
    return limits;
}

struct Judged {
    explicit Judged(const Limits& limits) : gate(limits, max_body) {}

    FramingGate gate;
    Verdict verdict = Verdict::incomplete;
};

void require_same(const Judged& a, const Judged& b)
{
    require(a.verdict == b.verdict, "the same verdict");
    if (a.verdict == Verdict::refused)
        require(a.gate.refusal().status == b.gate.refusal().status, "the same refusal");
    if (a.verdict != Verdict::passed)
        return;
    const http::Framing& left = a.gate.framing();
    const http::Framing& right = b.gate.framing();
    require(a.gate.head_size() == b.gate.head_size(), "the same size");
    require(left.chunked == right.chunked && left.content_length == right.content_length &&
                left.expects_continue == right.expects_continue &&
                left.keep_alive == right.keep_alive,
            "the same framing");
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(begin);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// Reads a head that passed in the plainest way: lines end with CR LF, a field has a colon.
void require_plain_reading(std::string_view head, const http::Message& message,
                           const http::Framing& framing)
{
    require(head.ends_with("\r\n\r\n"), "a head ends with an empty line");
    head.remove_suffix(2);
    const auto line = [&] {
        const std::size_t end = head.find('\n');
        require(end != 0 && end != head.npos && head[end - 1] == '\r', "lines end with CR LF");
        const std::string_view text = head.substr(0, end - 1);
        require(text.find('\r') == text.npos && text.find('\0') == text.npos,
                "no CR or NUL within a line");
        head.remove_prefix(end + 1);
        return text;
    };
    require(line() == std::string(message.method_token) + " " + std::string(message.target) +
                          " HTTP/1." + std::to_string(message.minor_version),
            "a request line is a method, a target and a version");
    std::size_t hosts = 0;
    std::size_t codings = 0;
    std::size_t lengths = 0;
    for (const http::Field& field : message.fields) {
        const std::string_view text = line();
        const std::size_t colon = text.find(':');
        require(colon != text.npos && http::is_token(text.substr(0, colon)), "a name is a token");
        require(field.name == text.substr(0, colon), "the name before the first colon");
        require(field.value == trimmed(text.substr(colon + 1)), "the value behind it");
        hosts += http::equal_ignoring_case(field.name, "Host");
        codings += http::equal_ignoring_case(field.name, "Transfer-Encoding");
        if (http::equal_ignoring_case(field.name, "Content-Length")) {
            ++lengths;
            require(std::stoull(std::string(field.value)) == framing.content_length, "the length");
            require(std::ranges::all_of(field.value, http::is_digit), "a length is digits");
        }
    }
    require(head.empty(), "all lines are fields");
    require(hosts <= 1 && (hosts == 1 || message.minor_version == 0), "there is one Host");
    require(codings + lengths <= 1, "there is one framing");
    require(framing.chunked == (codings == 1), "chunked when the coding says so");
    require(!framing.chunked || message.minor_version == 1, "no chunks in HTTP/1.0");
    require(framing.content_length <= max_body, "no length above the limit");
}

// The same head as another program would write it.
std::string written(const http::Message& message)
{
    std::string text;
    text.append(message.method_token).append(" ").append(message.target);
    text.append(message.minor_version == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
    for (const http::Field& field : message.fields)
        text.append(field.name).append(": ").append(field.value).append("\r\n");
    return text.append("\r\n");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view pieces = input.line();
    const Limits limits = pieces.starts_with('!') ? small_limits() : Limits();
    const std::string_view text = input.rest();

    Judged whole(limits);
    whole.verdict = whole.gate.read(text);

    Judged split(limits);
    for (std::size_t end = 0, i = 0; split.verdict == Verdict::incomplete && end < text.size();
         ++i) {
        const std::size_t wanted =
            pieces.empty() ? 1 : static_cast<unsigned char>(pieces[i % pieces.size()]) % 64 + 1;
        end = std::min(text.size(), end + wanted);
        split.verdict = split.gate.read(text.substr(0, end));
    }
    require_same(split, whole);
    if (whole.verdict != Verdict::passed)
        return 0;

    const std::string_view head = text.substr(0, whole.gate.head_size());
    Judged alone(limits);
    alone.verdict = alone.gate.read(head);
    require_same(alone, whole);

    http::Message message;
    whole.gate.fill(message, head);
    require_plain_reading(head, message, whole.gate.framing());
    require(message.fields.size() <= limits.max_header_fields, "no more fields than allowed");

    const Limits wide = [] { // white space that is written may be more than was read
        Limits more;
        more.max_header_bytes *= 2;
        return more;
    }();
    const std::string again = written(message);
    Judged reread(wide);
    reread.verdict = reread.gate.read(again);
    require(reread.verdict == Verdict::passed, "what was written passes");
    http::Message second;
    reread.gate.fill(second, again);
    require(second.host == message.host && second.path == message.path &&
                second.query == message.query,
            "what was written is the same request");
    require(reread.gate.framing().keep_alive == whole.gate.framing().keep_alive &&
                reread.gate.framing().chunked == whole.gate.framing().chunked &&
                reread.gate.framing().content_length == whole.gate.framing().content_length,
            "what was written is framed the same");
    return 0;
}
