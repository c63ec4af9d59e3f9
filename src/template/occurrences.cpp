#include "template/occurrences.hpp"

#include <cstring>

namespace costrel::inline v1::templates {

Occurrences::Occurrences(std::string_view text, std::string_view searched, bool from_right)
    : rest_(text), searched_(searched), size_(text.size()), from_right_(from_right)
{
    if (!from_right || searched.empty() || searched.size() > text.size())
        return;
    backwards_.reserve(searched.size() + text.size());
    backwards_.assign(searched.rbegin(), searched.rend());
    backwards_.append(text.rbegin(), text.rend());
    searched_ = std::string_view(backwards_).substr(0, searched.size());
    rest_ = std::string_view(backwards_).substr(searched.size());
}

std::size_t Occurrences::next() noexcept
{
    if (is_done_ || searched_.size() > rest_.size())
        return npos;
    if (searched_.empty()) {
        is_done_ = true;
        return from_right_ ? size_ : 0;
    }
    // std::string_view::find() compares the whole searched text at each place.
    const void* const found =
        ::memmem(rest_.data(), rest_.size(), searched_.data(), searched_.size());
    if (!found) {
        is_done_ = true;
        return npos;
    }
    const auto before = static_cast<std::size_t>(static_cast<const char*>(found) - rest_.data());
    rest_.remove_prefix(before + searched_.size());
    return from_right_ ? rest_.size() : size_ - rest_.size() - searched_.size();
}

} // namespace costrel::inline v1::templates
