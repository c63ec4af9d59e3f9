#pragma once

#include <optional>
#include <string_view>

namespace costrel::inline v1::encoding {

/// A cookie of a Cookie field as it stands there: the value with its quotes.
struct CookiePair {
    std::string_view name;
    std::string_view value;

    bool is_quoted() const noexcept
    {
        return value.size() >= 2 && value.front() == '"' && value.back() == '"';
    }
};

/// The pairs of a Cookie field, one after the other, as Werkzeug 3.1.9 tells them apart: a name,
/// and after "=" a quoted text (in which ";" may stand) or a run without blanks and quotes. Only
/// SP and HTAB are blank. Anything else is dropped up to the next ";". Takes time in proportion to
/// the field.
class CookiePairs {
public:
    explicit CookiePairs(std::string_view field) noexcept : rest_(field) {}

    std::optional<CookiePair> next() noexcept;

private:
    std::string_view rest_;
};

} // namespace costrel::inline v1::encoding
