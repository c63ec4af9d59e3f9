#include "app/session_fields.hpp"

#include "http/grammar.hpp"

namespace costrel::inline v1::detail {

// The values of all fields of that name, which are removed.
std::string SessionFields::take(std::string_view name)
{
    std::string values;
    for (const Header& header : headers_)
        if (http::equal_ignoring_case(header.name, name))
            values.append(values.empty() ? "" : ", ").append(header.value.view());
    headers_.remove(name);
    return values;
}

} // namespace costrel::inline v1::detail
