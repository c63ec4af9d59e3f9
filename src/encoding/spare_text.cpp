#include "encoding/spare_text.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace costrel::encoding {

namespace {

constexpr std::size_t largest_kept = 16 * 1024;

struct Spares {
    std::array<std::string, 2> texts; // one for what is read, one for what it is made of
    std::size_t count = 0;
};

Spares& spares() noexcept
{
    static thread_local Spares kept;
    return kept;
}

} // namespace

std::string take_spare_text() noexcept
{
    Spares& kept = spares();
    if (kept.count == 0)
        return {};
    std::string text = std::move(kept.texts[--kept.count]);
    text.clear();
    return text;
}

void keep_spare_text(std::string&& text) noexcept
{
    Spares& kept = spares();
    const bool is_worth_it = text.capacity() > std::string().capacity();
    if (is_worth_it && text.capacity() <= largest_kept && kept.count < kept.texts.size())
        kept.texts[kept.count++] = std::move(text);
}

} // namespace costrel::encoding
