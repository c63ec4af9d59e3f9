#include "encoding/real_number.hpp"

#include <charconv>

namespace costrel::inline v1::encoding {

namespace {

template <class T>
concept ReadByFromChars = requires(const char* text, T& number)
{
    std::from_chars(text, text, number);
};

template <class T>
std::errc read_with_from_chars(std::string_view text, T& number)
{
    if constexpr (ReadByFromChars<T>) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc{} && end != text.data() + text.size()
                   ? std::errc::invalid_argument
                   : error;
    } else {
        return read_real_with_strtod(text, number);
    }
}

} // namespace

std::errc read_real(std::string_view text, double& number)
{
    return read_with_from_chars(text, number);
}

} // namespace costrel::inline v1::encoding

bool costrel::detail::read_real(std::string_view text, double& number)
{
    return encoding::read_real(text, number) == std::errc{};
}
