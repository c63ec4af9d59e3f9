#include "encoding/wipe.hpp"

#include <costrel/html.hpp>
#include <costrel/value.hpp>

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

namespace costrel::inline v1::encoding {

namespace {

void wipe_bytes(std::span<std::byte> bytes) noexcept
{
    std::memset(bytes.data(), 0, bytes.size());
    asm volatile("" : : "r"(bytes.data()) : "memory"); // somebody may look
}

template <class T>
void wipe_object(T& object) noexcept
{
    static_assert(std::is_trivially_copyable_v<T>);
    wipe_bytes(std::as_writable_bytes(std::span(&object, 1)));
}

void wipe_value(Value& value) noexcept;

void wipe_list(List& list) noexcept
{
    for (Value& value : list)
        wipe_value(value);
}

void wipe_value(Value& value) noexcept
{
    value.visit([](const auto& constant) {
        using Own = std::remove_cvref_t<decltype(constant)>;
        auto& own = const_cast<Own&>(constant); // of a value that is not constant
        if constexpr (std::is_same_v<Own, Dict> || std::is_same_v<Own, std::string>)
            encoding::wipe(own);
        else if constexpr (std::is_same_v<Own, List>)
            wipe_list(own);
        else if constexpr (std::is_same_v<Own, Tuple>)
            wipe_list(own.items);
        else if constexpr (std::is_same_v<Own, Bytes>)
            encoding::wipe(own.data);
        else if constexpr (std::is_same_v<Own, BigInteger>)
            encoding::wipe(own.digits);
        else if constexpr (std::is_same_v<Own, Html>)
            encoding::wipe(const_cast<std::string&>(own.str()));
        else if constexpr (!std::is_same_v<Own, std::monostate>)
            wipe_object(own);
    });
}

} // namespace

void wipe(std::string& text) noexcept
{
    wipe_bytes(std::as_writable_bytes(std::span(text.data(), text.size())));
}

void wipe(Dict& dict) noexcept
{
    for (const DictItem& item : dict) {
        wipe(const_cast<std::string&>(item.key));
        wipe_value(const_cast<Value&>(item.value));
    }
}

} // namespace costrel::inline v1::encoding
