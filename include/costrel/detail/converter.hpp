#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::detail {

/// What a variable of a route takes: `<name>`, `<int:name>`, `<float:name>`, `<path:name>`.
enum class Converter : std::uint8_t {
    none,    ///< no converter of that name
    string,  ///< text without a slash
    integer, ///< digits
    real,    ///< digits, a point, digits
    path,    ///< text that may have slashes
};

constexpr Converter converter_named(std::string_view name)
{
    if (name.empty() || name == "string")
        return Converter::string;
    if (name == "int")
        return Converter::integer;
    if (name == "float")
        return Converter::real;
    if (name == "path")
        return Converter::path;
    return Converter::none;
}

/// Whether a handler's parameter of type T can be filled by the converter.
template <class T>
constexpr bool converts_to(Converter converter)
{
    if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>)
        return converter == Converter::string || converter == Converter::path;
    else if constexpr (std::same_as<T, bool>)
        return false;
    else if constexpr (std::integral<T>)
        return converter == Converter::integer;
    else if constexpr (std::floating_point<T>)
        return converter == Converter::real;
    else
        return false;
}

} // namespace costrel::detail
