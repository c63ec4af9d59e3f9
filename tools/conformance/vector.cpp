#include "vector.hpp"

#include <charconv>
#include <stdexcept>

namespace conformance {

namespace {

template <class T>
const T& typed_field(const costrel::Dict& vector, std::string_view name)
{
    if (const T* value = field(vector, name).as<T>())
        return *value;
    throw std::runtime_error("the field '" + std::string(name) + "' is of an unexpected type");
}

} // namespace

const costrel::Value& field(const costrel::Dict& vector, std::string_view name)
{
    if (const costrel::Value* value = vector.find(name))
        return *value;
    throw std::runtime_error("the field '" + std::string(name) + "' is missing");
}

const costrel::Dict& dict_field(const costrel::Dict& vector, std::string_view name)
{
    return typed_field<costrel::Dict>(vector, name);
}

const costrel::List& list_field(const costrel::Dict& vector, std::string_view name)
{
    return typed_field<costrel::List>(vector, name);
}

const std::string& text_field(const costrel::Dict& vector, std::string_view name)
{
    return typed_field<std::string>(vector, name);
}

std::int64_t integer_field(const costrel::Dict& vector, std::string_view name)
{
    return typed_field<std::int64_t>(vector, name);
}

const costrel::Value* optional_field(const costrel::Dict& vector, std::string_view name)
{
    const costrel::Value* value = vector.find(name);
    return value && !value->is_null() ? value : nullptr;
}

bool flag(const costrel::Dict& vector, std::string_view name)
{
    const costrel::Value* value = vector.find(name);
    return value && value->truth();
}

std::string hex_field(const costrel::Dict& vector, std::string_view name)
{
    return from_hex(text_field(vector, name));
}

std::string from_hex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        unsigned byte = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

std::string to_hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::chrono::sys_seconds clock_of(const costrel::Dict& vector)
{
    return std::chrono::sys_seconds(std::chrono::seconds(integer_field(vector, "time")));
}

std::chrono::sys_seconds time_of(const costrel::Dict& vector)
{
    return std::chrono::sys_seconds(std::chrono::seconds(integer_field(vector, "timestamp")));
}

std::optional<std::chrono::seconds> max_age_of(const costrel::Dict& vector)
{
    if (!optional_field(vector, "max_age"))
        return std::nullopt;
    return std::chrono::seconds(integer_field(vector, "max_age"));
}

std::string latin1(std::string_view utf8)
{
    std::string bytes;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto first = static_cast<unsigned char>(utf8[i]);
        if (first < 0x80) {
            bytes += utf8[i];
            continue;
        }
        if (first > 0xc3 || i + 1 == utf8.size())
            throw std::runtime_error("a character of a header is no byte");
        ++i;
        bytes += static_cast<char>((first & 3) << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3f));
    }
    return bytes;
}

} // namespace conformance
