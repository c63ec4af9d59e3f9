#include "http/message.hpp"

#include "http/grammar.hpp"

namespace costrel::http {

std::optional<std::string_view> Message::find(std::string_view name) const noexcept
{
    for (const Field& field : fields) {
        if (equal_ignoring_case(field.name, name))
            return field.value;
    }
    return std::nullopt;
}

} // namespace costrel::http
