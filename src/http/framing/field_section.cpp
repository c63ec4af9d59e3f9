#include "http/framing/field_section.hpp"

#include "http/framing/field_line.hpp"

namespace costrel::http {

FieldSection::Found FieldSection::refuse(int status, Rule rule) noexcept
{
    refusal_ = {status, rule};
    return Found::refused;
}

FieldSection::Found FieldSection::next(std::string_view input) noexcept
{
    const std::size_t line_feed = input.find('\n', scanned_);
    const bool is_whole = line_feed != std::string_view::npos;
    scanned_ = is_whole ? line_feed + 1 : input.size();

    // Up to the LF, which is counted even if it is still to come: a line that is already too long
    // without it need not be waited for.
    std::string_view line = input.substr(line_, (is_whole ? line_feed : input.size()) - line_);
    const bool may_be_end = line.empty() || line == "\r";
    if (!may_be_end && line.size() + 1 > limits_->max_header_bytes - used_.bytes)
        return refuse(431, Rule::header_size);
    if (!is_whole)
        return Found::incomplete;

    if (line.empty() || line.back() != '\r')
        return refuse(400, Rule::line_end); // a bare LF ends no line here
    line.remove_suffix(1);
    if (line.empty()) {
        line_ = scanned_;
        return Found::end;
    }
    if (used_.fields == limits_->max_header_fields)
        return refuse(431, Rule::field_count);
    const auto field = parse_field_line(line);
    if (!field)
        return refuse(400, broken_rule(line));
    field_ = *field;
    ++used_.fields;
    used_.bytes += line.size() + 2;
    line_ = scanned_;
    return Found::field;
}

} // namespace costrel::http
