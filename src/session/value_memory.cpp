#include "session/value_memory.hpp"

#include <costrel/html.hpp>
#include <costrel/value.hpp>

#include <type_traits>

namespace costrel::inline v1::session {

namespace {

// What stands beside the value itself.
std::size_t memory_below(const Value& value)
{
    return value.visit([](const auto& own) -> std::size_t {
        using Own = std::remove_cvref_t<decltype(own)>;
        if constexpr (std::is_same_v<Own, Dict>) {
            return memory_of(own);
        } else if constexpr (std::is_same_v<Own, List>) {
            std::size_t bytes = own.capacity() * sizeof(Value);
            for (const Value& item : own)
                bytes += memory_below(item);
            return bytes;
        } else if constexpr (std::is_same_v<Own, Tuple>) {
            std::size_t bytes = own.items.capacity() * sizeof(Value);
            for (const Value& item : own.items)
                bytes += memory_below(item);
            return bytes;
        } else if constexpr (std::is_same_v<Own, std::string>) {
            return own.capacity();
        } else if constexpr (std::is_same_v<Own, Bytes>) {
            return own.data.capacity();
        } else if constexpr (std::is_same_v<Own, Html>) {
            return own.str().capacity();
        } else if constexpr (std::is_same_v<Own, BigInteger>) {
            return own.digits.capacity();
        } else {
            return 0;
        }
    });
}

} // namespace

std::size_t memory_of(const Dict& dict)
{
    std::size_t bytes = dict.size() * sizeof(DictItem);
    for (const auto& [key, value] : dict)
        bytes += key.capacity() + memory_below(value);
    return bytes;
}

} // namespace costrel::inline v1::session
