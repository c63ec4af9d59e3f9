#include "formats/spare_cookies.hpp"

#include "encoding/spare_text.hpp"

#include <cstddef>
#include <utility>

namespace costrel::inline v1::formats {

namespace {

constexpr std::size_t most_kept = 4;

std::vector<OutCookie>& spare() noexcept
{
    static thread_local std::vector<OutCookie> kept;
    return kept;
}

} // namespace

std::vector<OutCookie> take_spare_cookies() noexcept
{
    return std::move(spare());
}

void keep_spare_cookies(std::vector<OutCookie>&& cookies) noexcept
{
    for (OutCookie& cookie : cookies)
        encoding::keep_spare_text(std::move(cookie.value));
    cookies.clear();
    if (cookies.capacity() <= most_kept)
        spare() = std::move(cookies);
}

} // namespace costrel::inline v1::formats
