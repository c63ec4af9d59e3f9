#include "formats/sealed_plaintext.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace costrel::inline v1::formats {

namespace {

constexpr std::int64_t last_second = 253402300799; // of the year 9999
constexpr unsigned char compressed_flag = 0x01;

constexpr std::size_t created_at = 1;
constexpr std::size_t created_size = 5;
constexpr std::size_t age_at = 6;
constexpr std::size_t age_size = 4;
constexpr std::size_t handle_at = 10;
constexpr std::size_t length_at = 26;
constexpr std::size_t length_size = 2;

std::int64_t read_integer(std::string_view bytes) noexcept
{
    std::int64_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

// Its last `size` bytes, the highest first.
char* put_integer(char* at, std::int64_t value, std::size_t size) noexcept
{
    for (std::size_t i = size; i-- > 0;)
        *at++ = static_cast<char>(value >> (8 * i) & 0xff);
    return at;
}

} // namespace

std::optional<SealedPlaintext> SealedPlaintext::read(std::string_view bytes) noexcept
{
    if (bytes.size() < head_size)
        return std::nullopt;
    const auto flags = static_cast<unsigned char>(bytes[0]);
    const std::int64_t created = read_integer(bytes.substr(created_at, created_size));
    const auto length =
        static_cast<std::size_t>(read_integer(bytes.substr(length_at, length_size)));
    if ((flags & ~compressed_flag) != 0 || created > last_second ||
        length > bytes.size() - head_size)
        return std::nullopt;
    const std::string_view padding = bytes.substr(head_size + length);
    if (padding.size() > longest_padding || padding.find_first_not_of('\0') != padding.npos)
        return std::nullopt;
    SealedPlaintext plaintext;
    plaintext.compressed = (flags & compressed_flag) != 0;
    plaintext.created = std::chrono::sys_seconds(std::chrono::seconds(created));
    plaintext.age = std::chrono::seconds(read_integer(bytes.substr(age_at, age_size)));
    std::transform(bytes.begin() + handle_at, bytes.begin() + length_at, plaintext.handle.begin(),
                   [](char byte) { return static_cast<std::byte>(byte); });
    plaintext.content = bytes.substr(head_size, length);
    return plaintext;
}

void SealedPlaintext::write(std::string& out, std::size_t padding) const
{
    const std::int64_t began = created.time_since_epoch().count();
    if (began < 0 || began > last_second)
        throw std::invalid_argument("costrel: a session cannot begin before 1970 or after 9999; "
                                    "check the clock");
    std::array<char, head_size> head;
    char* at = head.data();
    *at++ = static_cast<char>(compressed ? compressed_flag : 0);
    at = put_integer(at, began, created_size);
    at = put_integer(at, std::clamp<std::int64_t>(age.count(), 0, 0xffff'ffff), age_size);
    at = std::transform(handle.begin(), handle.end(), at,
                        [](std::byte byte) { return static_cast<char>(byte); });
    put_integer(at, static_cast<std::int64_t>(content.size()), length_size);
    const std::size_t size = head_size + content.size();
    const std::size_t rest = size % padding;
    const std::size_t zeros = rest == 0 ? 0 : padding - rest;
    out.reserve(out.size() + size + zeros);
    out.append(head.data(), head.size()).append(content).append(zeros, '\0');
}

} // namespace costrel::inline v1::formats
