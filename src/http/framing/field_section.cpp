#include "http/framing/field_section.hpp"

#include <utility>

namespace costrel::inline v1::http {

FieldSection::Found FieldSection::refuse(Refusal refusal) noexcept
{
    refusal_ = refusal;
    return Found::refused;
}

// By the rule that the line broke first. When it came in pieces, the first of them were looked at
// already, and not rejected.
FieldSection::Found FieldSection::refuse_line(std::string_view line, Refusal otherwise) noexcept
{
    return refuse(FieldLineScan().next(line, limits_->max_field_name).value_or(otherwise));
}

bool FieldSection::has_room(std::size_t size) const noexcept
{
    return used_.fields < limits_->max_header_fields &&
           size <= limits_->max_header_bytes - used_.bytes &&
           field_.name.size() <= limits_->max_field_name;
}

FieldSection::Found FieldSection::take(std::size_t size) noexcept
{
    ++used_.fields;
    used_.bytes += size;
    line_ += size;
    scanned_ = line_;
    return Found::field;
}

FieldSection::Found FieldSection::next(std::string_view input) noexcept
{
    // Nearly every line is whole when it is first seen, and good.
    if (scanned_ == line_) {
        const std::size_t size = read_field_line(input.substr(line_), field_);
        if (size > 0 && has_room(size))
            return take(size);
    }
    return next_piece(input);
}

// Nearly a whole head comes at once, so this is where most of it is read.
void FieldSection::take_whole_lines(std::string_view input, std::vector<Field>& fields)
{
    std::size_t count = limits_->max_header_fields - used_.fields;
    std::size_t bytes = limits_->max_header_bytes - used_.bytes;
    const std::size_t longest_name = limits_->max_field_name;
    std::string_view rest = input.substr(line_);
    while (count > 0 && !rest.starts_with('\r')) {
        Field& field = fields.emplace_back();
        const std::size_t size = read_field_line(rest, field);
        if (size == 0 || size > bytes || field.name.size() > longest_name) {
            fields.pop_back();
            break;
        }
        rest.remove_prefix(size);
        bytes -= size;
        --count;
    }
    used_ = {limits_->max_header_bytes - bytes, limits_->max_header_fields - count};
    line_ = input.size() - rest.size();
    scanned_ = line_;
}

FieldSection::Found FieldSection::all(std::string_view input, std::vector<Field>& fields)
{
    for (;;) {
        if (scanned_ == line_) {
            take_whole_lines(input, fields);
            constexpr std::string_view empty_line = "\r\n";
            if (input.substr(line_).starts_with(empty_line)) {
                line_ += empty_line.size();
                scanned_ = line_;
                return Found::end;
            }
        }
        const Found found = next_piece(input);
        if (found != Found::field)
            return found;
        fields.push_back(field_);
    }
}

// The same, whatever came.
FieldSection::Found FieldSection::next_piece(std::string_view input) noexcept
{
    const std::size_t line_feed = input.find('\n', scanned_);
    const bool is_whole = line_feed != std::string_view::npos;
    scanned_ = is_whole ? line_feed + 1 : input.size();

    // Up to the LF, which is counted even if it is still to come: a line that is already too long
    // without it need not be waited for.
    std::string_view line = input.substr(line_, (is_whole ? line_feed : input.size()) - line_);
    const bool may_be_end = line.empty() || line == "\r";
    if (!may_be_end) {
        if (used_.fields == limits_->max_header_fields)
            return refuse({431, Rule::field_count});
        const std::size_t longest = limits_->max_header_bytes - used_.bytes;
        if (line.size() >= longest)
            return refuse_line(line.substr(0, longest == 0 ? 0 : longest - 1),
                               {431, Rule::header_size});
    }
    if (!is_whole) {
        if (std::exchange(scan_line_, line_) != line_)
            scan_ = {};
        const auto refusal = scan_.next(line, limits_->max_field_name);
        return refusal ? refuse(*refusal) : Found::incomplete;
    }

    if (line.empty() || line.back() != '\r')
        return refuse_line(line, {400, Rule::line_end}); // a bare LF ends no line here
    if (line.size() == 1) {
        line_ = scanned_;
        return Found::end;
    }
    const std::size_t size = read_field_line(input.substr(line_, line.size() + 1), field_);
    if (size == 0)
        return refuse_line(line, {400, Rule::field_name});
    if (field_.name.size() > limits_->max_field_name)
        return refuse({431, Rule::field_name_size});
    return take(size);
}

} // namespace costrel::inline v1::http
