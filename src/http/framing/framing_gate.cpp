#include "http/framing/framing_gate.hpp"

#include "http/framing/authority.hpp"
#include "http/framing/content_length.hpp"
#include "http/framing/transfer_coding.hpp"
#include "http/grammar.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace costrel::inline v1::http {

namespace {

// The first letters of the names that matter for framing, a bit for each, by the names' sizes.
constexpr auto first_letters = [] {
    std::array<std::uint32_t, 32> letters{};
    for (const std::string_view name :
         {"host", "expect", "connection", "content-length", "transfer-encoding"})
        letters[name.size()] |= std::uint32_t{1} << (name.front() & 31); // of either case
    return letters;
}();

// Whether a field of that name may matter for framing: nearly all others need not be looked at.
constexpr bool may_matter(std::string_view name) noexcept
{
    return name.size() < first_letters.size() &&
           (first_letters[name.size()] >> (name.front() & 31) & 1) != 0;
}
static_assert(may_matter("Host") && may_matter("expect") && may_matter("Connection") &&
              may_matter("Content-Length") && may_matter("Transfer-Encoding") &&
              !may_matter("Accept"));

} // namespace

FramingGate::FramingGate(const Limits& limits, std::size_t max_body) noexcept
    : limits_(&limits), max_body_(max_body), fields_read_(limits)
{
}

void FramingGate::reset() noexcept
{
    std::vector<Field> fields = std::move(fields_);
    fields.clear();
    *this = FramingGate(*limits_, max_body_);
    fields_ = std::move(fields);
}

FramingGate::Verdict FramingGate::refuse(int status, Rule rule) noexcept
{
    refusal_ = {status, rule};
    return Verdict::refused;
}

// By the rule that the line broke first. When it came in pieces, the first of them were looked at
// already, and not rejected.
FramingGate::Verdict FramingGate::refuse_line(std::string_view line, Refusal otherwise) noexcept
{
    refusal_ = RequestLineScan().next(line).value_or(otherwise);
    return Verdict::refused;
}

FramingGate::Verdict FramingGate::read(std::string_view input)
{
    // A head that comes in pieces moves only when the room for it doubles, so that to read it again
    // from its start costs at most as much as it cost before.
    if (!fields_.empty() && input.data() != head_)
        reset();
    head_ = input.data();
    if (!request_line_ended_) {
        const Verdict verdict = read_request_line(input);
        if (verdict != Verdict::passed)
            return verdict;
    }
    return read_fields(input);
}

FramingGate::Verdict FramingGate::read_request_line(std::string_view input)
{
    const std::size_t line_feed = input.find('\n', scanned_);
    const bool is_whole = line_feed != std::string_view::npos;
    const std::string_view sent = input.substr(0, line_feed);
    const std::size_t longest = limits_->max_request_line + 1; // with its CR
    if (sent.size() >= longest && (sent.size() > longest || sent.back() != '\r')) {
        const bool has_end = sent[longest - 1] == '\r';
        return refuse_line(sent.substr(0, has_end ? longest : longest - 1),
                           {414, Rule::request_line_size});
    }
    scanned_ = input.size();
    if (!is_whole) {
        const auto refusal = request_line_scan_.next(sent);
        return refusal ? refuse(refusal->status, refusal->rule) : Verdict::incomplete;
    }
    if (!sent.ends_with('\r'))
        return refuse_line(sent, {400, Rule::line_end});

    const auto request = parse_request_line(sent.substr(0, sent.size() - 1));
    if (!request)
        return refuse_line(sent, request.error());
    const auto place = [&](std::string_view piece) {
        return Place{static_cast<std::uint32_t>(piece.data() - input.data()),
                     static_cast<std::uint32_t>(piece.size())};
    };
    const RequestTarget& parts = request->parts;
    minor_version_ = request->minor_version;
    method_ = place(request->method);
    target_ = place(request->target);
    is_head_request_ = request->method == "HEAD";
    path_is_root_ = parts.path == "/";
    if (!path_is_root_)
        path_ = place(parts.path);
    if (!parts.query.empty())
        query_ = place(parts.query);
    target_has_host_ = !parts.authority.empty();
    if (target_has_host_)
        host_ = place(parts.authority);
    request_line_ended_ = true;
    fields_read_ = FieldSection(*limits_, line_feed + 1);
    return Verdict::passed;
}

FramingGate::Verdict FramingGate::read_fields(std::string_view input)
{
    const std::size_t before = fields_.size();
    const FieldSection::Found found = fields_read_.all(input, fields_);
    for (std::size_t i = before; i < fields_.size(); ++i)
        if (may_matter(fields_[i].name))
            note(fields_[i], input);
    switch (found) {
    case FieldSection::Found::end:
        return decide(input);
    case FieldSection::Found::refused:
        return refuse(fields_read_.refusal().status, fields_read_.refusal().rule);
    case FieldSection::Found::incomplete:
    case FieldSection::Found::field:
        break;
    }
    return Verdict::incomplete;
}

void FramingGate::note(const Field& field, std::string_view input)
{
    const auto place = [&](std::string_view piece) {
        return Place{static_cast<std::uint32_t>(piece.data() - input.data()),
                     static_cast<std::uint32_t>(piece.size())};
    };
    switch (field.name.size()) {
    case 4:
        if (equal_ignoring_case(field.name, "host")) {
            ++hosts_;
            host_field_ = place(field.value);
        }
        break;
    case 6:
        if (equal_ignoring_case(field.name, "expect"))
            for_each_element(field.value, [&](std::string_view expectation) {
                if (equal_ignoring_case(expectation, "100-continue"))
                    expects_continue_ = true;
                else
                    expects_other_ = true;
            });
        break;
    case 10:
        if (equal_ignoring_case(field.name, "connection"))
            for_each_element(field.value, [&](std::string_view option) {
                close_ = close_ || equal_ignoring_case(option, "close");
                keep_alive_ = keep_alive_ || equal_ignoring_case(option, "keep-alive");
            });
        break;
    case 14:
        if (equal_ignoring_case(field.name, "content-length")) {
            ++content_lengths_;
            content_length_ = place(field.value);
        }
        break;
    case 17:
        if (equal_ignoring_case(field.name, "transfer-encoding")) {
            ++transfer_encodings_;
            transfer_encoding_ = place(field.value);
        }
        break;
    default:
        break;
    }
}

FramingGate::Verdict FramingGate::decide(std::string_view input)
{
    const bool is_http_1_0 = minor_version_ == 0;

    const std::string_view host = host_field_.in(input);
    if (hosts_ > 1 || (hosts_ == 0 && !is_http_1_0))
        return refuse(400, Rule::host);
    if (!is_authority(host) && !(is_http_1_0 && host.empty()))
        return refuse(400, Rule::host);
    if (!target_has_host_)
        host_ = host_field_;

    if (transfer_encodings_ != 0) {
        if (is_http_1_0)
            return refuse(400, Rule::coding_in_http_10);
        if (content_lengths_ != 0)
            return refuse(400, Rule::coding_and_length);
        if (transfer_encodings_ > 1)
            return refuse(400, Rule::transfer_encoding);
        switch (parse_transfer_coding(transfer_encoding_.in(input))) {
        case TransferCoding::chunked:
            framing_.chunked = true;
            break;
        case TransferCoding::unknown:
            return refuse(501, Rule::unknown_coding);
        case TransferCoding::invalid:
            return refuse(400, Rule::transfer_encoding);
        }
    } else if (content_lengths_ != 0) {
        const auto length = parse_content_length(content_length_.in(input));
        if (content_lengths_ > 1 || !length)
            return refuse(400, Rule::content_length);
        if (*length > max_body_)
            return refuse(413, Rule::body_size);
        framing_.content_length = *length;
    }

    if (!is_http_1_0) { // HTTP/1.0 has no expectations: RFC 9110 section 10.1.1
        if (expects_other_)
            return refuse(417, Rule::expectation);
        framing_.expects_continue = expects_continue_;
    }
    framing_.keep_alive = !close_ && (!is_http_1_0 || keep_alive_);
    framing_.used = fields_read_.used();
    return Verdict::passed;
}

void FramingGate::fill(Message& message, std::string_view head)
{
    if (!fields_.empty() && head.data() != head_)
        read(head); // passes again
    message.method_token = method_.in(head);
    message.method = parse_method(message.method_token);
    message.target = target_.in(head);
    message.path = path_is_root_ ? std::string_view("/") : path_.in(head);
    message.query = query_.in(head);
    message.host = host_.in(head);
    message.minor_version = minor_version_;
    message.fields = fields_;
}

} // namespace costrel::inline v1::http
