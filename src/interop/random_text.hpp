#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// `length` characters of `alphabet`, each as likely as the others: the random bytes, taken for one
// number, written in that base. 32 bytes give 32 characters of 36, or 40 of 62.
std::string random_text(std::span<const std::byte> random, std::size_t length,
                        std::string_view alphabet);

inline constexpr std::string_view lower_alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view alphanumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool consists_of(std::string_view text, std::string_view alphabet) noexcept;

} // namespace costrel::inline v1::interop
