#pragma once

#include <cstddef>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// Whether an array lies in memory of the program, or of a shared object in it, that nothing can
/// write to: a literal does, and so does an array that is static and constant. One on the stack or
/// in an object does not, though its type can be the same.
bool is_constant(const char* array) noexcept;

/// Throws std::invalid_argument, with `sentence`, when it does not.
void require_constant(const char* array, const char* sentence);

/// The text of a literal, which can have zeros within it. `size` counts the one at its end.
constexpr std::string_view literal_text(const char* array, std::size_t size) noexcept
{
    return {array, size - (array[size - 1] == '\0' ? 1 : 0)};
}

/// The text of any other array: up to its first zero, if it has one.
constexpr std::string_view text_in(const char* array, std::size_t size) noexcept
{
    const std::string_view whole(array, size);
    return whole.substr(0, whole.find('\0'));
}

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
