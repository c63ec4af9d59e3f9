#include "http/framing/request_line_scan.hpp"

#include "http/framing/request_target.hpp"
#include "http/grammar.hpp"

namespace costrel::inline v1::http {

namespace {

// Whether `c` may stand at `position` of a version (RFC 9112 section 2.3).
bool fits_version(std::size_t position, char c) noexcept
{
    constexpr std::string_view form = "HTTP/0.0";
    if (position >= form.size())
        return false;
    return is_digit(form[position]) ? is_digit(c) : c == form[position];
}

} // namespace

std::optional<Refusal> RequestLineScan::next(std::string_view line) noexcept
{
    for (; position_ < line.size(); ++position_)
        if (const auto refusal = take(line))
            return refusal;
    return std::nullopt;
}

// The byte at position_.
std::optional<Refusal> RequestLineScan::take(std::string_view line) noexcept
{
    const char c = line[position_];
    switch (part_) {
    case Part::method:
        if (is_tchar(c))
            return std::nullopt;
        if (c != ' ' || position_ == 0)
            return Refusal{400, Rule::request_line};
        if (line.substr(0, position_) == "CONNECT")
            return Refusal{501, Rule::connect_method};
        target_ = position_ + 1;
        part_ = Part::target;
        return std::nullopt;

    case Part::target: {
        if (c == '\r') // two words
            return Refusal{400, Rule::request_line};
        const std::string_view method = line.substr(0, target_ - 1);
        const std::string_view target = line.substr(target_, position_ - target_);
        if (c == ' ') {
            version_ = position_ + 1;
            part_ = Part::version;
            // "*" for another method than OPTIONS may be the preface of HTTP/2: the version tells.
            if (target == "*" || parse_request_target(method, target))
                return std::nullopt;
            return Refusal{400, rule_of_target(target)};
        }
        if (is_target_character(c))
            return std::nullopt;
        return Refusal{400, rule_of_target(target)};
    }

    case Part::version: {
        const std::string_view version = line.substr(version_, position_ - version_);
        if (c == '\r' && version.size() == 8) {
            part_ = Part::end;
            return std::nullopt;
        }
        if (!fits_version(version.size(), c))
            return Refusal{400, Rule::version};
        if ((version.size() == 6 && version[5] != '1') || (version.size() == 7 && c > '1'))
            return Refusal{505, Rule::version};
        return std::nullopt;
    }

    default: // a CR that no LF follows
        return Refusal{400, Rule::version};
    }
}

} // namespace costrel::inline v1::http
