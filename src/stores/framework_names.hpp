#pragma once

#include <string>
#include <string_view>

// The names of another framework's table, as SQL has them.
namespace costrel::inline v1::stores {

inline std::string quoted_column(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name)
        quoted.append(c == '"' ? 2 : 1, c);
    return quoted += '"';
}

// A schema may stand before the table.
inline std::string quoted_table(std::string_view name)
{
    const std::size_t dot = name.find('.');
    if (dot == name.npos)
        return quoted_column(name);
    return quoted_column(name.substr(0, dot)) + "." + quoted_column(name.substr(dot + 1));
}

} // namespace costrel::inline v1::stores
