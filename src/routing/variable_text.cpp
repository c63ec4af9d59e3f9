#include <costrel/web/detail/variable_text.hpp>

#include <charconv>
#include <system_error>

namespace costrel::inline v1::detail {

namespace {

template <class T>
std::optional<T> read_whole(std::string_view text) noexcept
{
    T value{};
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    return error == std::errc{} && end == last ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<long long> read_integer(std::string_view text) noexcept
{
    return read_whole<long long>(text);
}

std::optional<unsigned long long> read_natural(std::string_view text) noexcept
{
    return read_whole<unsigned long long>(text);
}

} // namespace costrel::inline v1::detail
