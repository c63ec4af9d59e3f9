#pragma once

#include <costrel/encoding/value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// What a variable of a route accepts: `<name>`, `<int:name>`, `<any(left,right):name>`, …
enum class Converter : std::uint8_t {
    none,    ///< no converter of that name
    string,  ///< text without a slash
    integer, ///< digits
    real,    ///< digits, a point, digits
    uuid,    ///< a UUID with its dashes
    any,     ///< one of the texts between the parentheses
    path,    ///< text that may have slashes
};

/// The converter before the colon, such as "int" or "any(left,right)".
constexpr Converter converter_named(std::string_view text)
{
    if (text.empty() || text == "string")
        return Converter::string;
    if (text == "int")
        return Converter::integer;
    if (text == "float")
        return Converter::real;
    if (text == "uuid")
        return Converter::uuid;
    if (text == "path")
        return Converter::path;
    if (text.starts_with("any(") && text.ends_with(')') && text.size() > 5)
        return Converter::any;
    return Converter::none;
}

/// Where the variable that begins `text` with '<' ends: the position of its '>', other than one
/// within a choice in quotes, as in any("a>b"). npos when there is none.
constexpr std::size_t variable_end(std::string_view text)
{
    bool begins_choice = false; // after a parenthesis or a comma
    for (std::size_t i = 1; i < text.size(); ++i) {
        const char c = text[i];
        if (begins_choice && (c == '"' || c == '\'')) {
            i = text.find(c, i + 1);
            if (i == text.npos)
                break;
        } else if (c == '>') {
            return i;
        }
        begins_choice = c == '(' || c == ',' || (begins_choice && c == ' ');
    }
    return std::string_view::npos;
}

/// The converters that can fill a handler's parameter of one type.
class ConverterSet {
public:
    template <class T>
    static constexpr ConverterSet for_parameter()
    {
        ConverterSet set;
        if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>)
            set.add(Converter::string).add(Converter::any).add(Converter::path);
        else if constexpr (std::same_as<T, Uuid>)
            set.add(Converter::uuid);
        else if constexpr (std::integral<T> && !std::same_as<T, bool>)
            set.add(Converter::integer);
        else if constexpr (std::floating_point<T>)
            set.add(Converter::real);
        return set;
    }

    constexpr bool has(Converter converter) const { return (bits_ & bit(converter)) != 0; }

private:
    static constexpr unsigned bit(Converter converter)
    {
        return 1U << static_cast<unsigned>(converter);
    }
    constexpr ConverterSet& add(Converter converter)
    {
        bits_ |= bit(converter);
        return *this;
    }

    unsigned bits_ = 0;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
