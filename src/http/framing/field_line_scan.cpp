#include "http/framing/field_line_scan.hpp"

#include "http/grammar.hpp"

namespace costrel::inline v1::http {

std::optional<Refusal> FieldLineScan::next(std::string_view line, std::size_t longest_name) noexcept
{
    for (; position_ < line.size(); ++position_)
        if (const auto refusal = take(line[position_], longest_name))
            return refusal;
    return std::nullopt;
}

// The byte at position_.
std::optional<Refusal> FieldLineScan::take(char c, std::size_t longest_name) noexcept
{
    switch (part_) {
    case Part::name:
        if (is_tchar(c)) {
            if (position_ >= longest_name)
                return Refusal{431, Rule::field_name_size};
        } else if (position_ == 0 && c == '\r') {
            part_ = Part::end; // of all fields, perhaps
        } else if (position_ == 0 && is_space_or_tab(c)) {
            return Refusal{400, Rule::folded_line};
        } else if (position_ != 0 && c == ':') {
            part_ = Part::value;
        } else {
            return Refusal{400, Rule::field_name};
        }
        return std::nullopt;

    case Part::value:
        if (c == '\r')
            part_ = Part::end;
        else if (has_control({&c, 1}))
            return Refusal{400, Rule::field_value};
        return std::nullopt;

    default: // a CR that no LF follows
        return Refusal{400, Rule::field_value};
    }
}

} // namespace costrel::inline v1::http
