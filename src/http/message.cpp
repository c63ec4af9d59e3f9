#include "http/message.hpp"

#include "http/grammar.hpp"

namespace costrel::inline v1::detail {

using http::equal_ignoring_case;
using http::Field;

std::optional<std::string_view> Message::find(std::string_view name) const noexcept
{
    for (const Field& field : fields) {
        if (equal_ignoring_case(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

std::optional<std::string_view> Message::find_only(std::string_view name) const noexcept
{
    std::optional<std::string_view> value;
    for (const Field& field : fields) {
        if (!equal_ignoring_case(field.name, name))
            continue;
        if (value)
            return std::nullopt;
        value = field.value;
    }
    return value;
}

} // namespace costrel::inline v1::detail
