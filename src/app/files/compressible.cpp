#include "app/files/compressible.hpp"

#include "http/grammar.hpp"

#include <algorithm>
#include <array>

namespace costrel::inline v1 {

namespace {

using http::equal_ignoring_case;

bool starts_with(std::string_view text, std::string_view prefix) noexcept
{
    return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool ends_with(std::string_view text, std::string_view suffix) noexcept
{
    return text.size() > suffix.size() &&
           equal_ignoring_case(text.substr(text.size() - suffix.size()), suffix);
}

} // namespace

bool is_compressible(std::string_view content_type) noexcept
{
    constexpr auto others = std::to_array<std::string_view>(
        {"application/javascript", "application/json", "application/sql", "application/wasm",
         "application/xml", "application/yaml"});
    const std::string_view type = http::trim(content_type.substr(0, content_type.find(';')));
    return starts_with(type, "text/") || ends_with(type, "+json") || ends_with(type, "+xml") ||
           std::any_of(others.begin(), others.end(),
                       [&](std::string_view other) { return equal_ignoring_case(type, other); });
}

} // namespace costrel::inline v1
