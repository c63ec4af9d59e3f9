#include "encoding/spare_text.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace costrel::inline v1::encoding {

namespace {

constexpr std::size_t largest_text = 16 * 1024;

struct SpareTexts {
    std::array<std::string, 3> texts; // what is read, what it is made of, and what is between them
    std::size_t count = 0;
};

SpareTexts& spare_texts() noexcept
{
    static thread_local SpareTexts kept;
    return kept;
}

} // namespace

std::string take_spare_text() noexcept
{
    SpareTexts& kept = spare_texts();
    if (kept.count == 0)
        return {};
    std::string text = std::move(kept.texts[--kept.count]);
    text.clear();
    return text;
}

void keep_spare_text(std::string&& text) noexcept
{
    SpareTexts& kept = spare_texts();
    const bool is_worth_it = text.capacity() > std::string().capacity();
    if (is_worth_it && text.capacity() <= largest_text && kept.count < kept.texts.size())
        kept.texts[kept.count++] = std::move(text);
}

} // namespace costrel::inline v1::encoding
