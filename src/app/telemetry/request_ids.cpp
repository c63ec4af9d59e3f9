#include "app/telemetry/request_ids.hpp"

#include "signing/random.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <exception>

namespace costrel::inline v1 {

namespace {

// The last step of SplitMix64, which gives each number another one: no two the same.
std::uint64_t scatter(std::uint64_t number) noexcept
{
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9;
    number = (number ^ number >> 27) * 0x94D049BB133111EB;
    return number ^ number >> 31;
}

std::uint64_t random_start() noexcept
try {
    std::array<unsigned char, 8> bytes{};
    signing::fill_random(bytes);
    return std::bit_cast<std::uint64_t>(bytes);
} catch (const std::exception&) { // no randomness: an id is no secret, and a time will do
    return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

// The eight hexadecimal digits of a number, one in each byte.
std::uint64_t hex_of(std::uint32_t number) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101U;
    std::uint64_t digits = number;
    digits = (digits | digits << 16) & 0x0000FFFF0000FFFF;
    digits = (digits | digits << 8) & 0x00FF00FF00FF00FF;
    digits = (digits | digits << 4) & ones * 0x0F;
    const std::uint64_t is_letter = (digits + ones * 6) >> 4 & ones; // ten or more
    return digits + ones * '0' + is_letter * ('a' - '9' - 1);
}

} // namespace

RequestIds::RequestIds() noexcept : start_(random_start()) {}

RequestIds::Text RequestIds::next() noexcept
{
    const std::uint64_t id = scatter(start_ + count_.fetch_add(1, std::memory_order_relaxed));
    // In whatever order the bytes lie: it is a name, and no number to anybody.
    return std::bit_cast<Text>(std::array{hex_of(static_cast<std::uint32_t>(id >> 32)),
                                          hex_of(static_cast<std::uint32_t>(id))});
}

bool RequestIds::is_id(std::string_view text) noexcept
{
    constexpr std::size_t longest = 128;
    return !text.empty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      std::string_view("-_.:+/=@").find(c) != std::string_view::npos;
           });
}

} // namespace costrel::inline v1
