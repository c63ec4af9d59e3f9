#include "http/forms/delimiter_search.hpp"

#include <algorithm>
#include <cstring>

namespace costrel::inline v1::http {

DelimiterSearch::DelimiterSearch(std::string_view text, std::string_view boundary) noexcept
    : text_(text), size_(std::min(boundary.size(), max_boundary) + 2)
{
    delimiter_[0] = delimiter_[1] = '-';
    std::copy_n(boundary.begin(), size_ - 2, delimiter_.begin() + 2);
    std::size_t matched = 0;
    for (std::size_t i = 1; i < size_; ++i) {
        while (matched > 0 && delimiter_[i] != delimiter_[matched])
            matched = overlap_[matched - 1];
        if (delimiter_[i] == delimiter_[matched])
            ++matched;
        overlap_[i] = static_cast<std::uint8_t>(matched);
    }
}

void DelimiterSearch::skip_to(std::size_t position) noexcept
{
    position_ = position;
    matched_ = 0;
}

std::size_t DelimiterSearch::next() noexcept
{
    while (position_ < text_.size()) {
        if (matched_ == 0) {
            // Files are long and have few dashes, and this is how to pass over them quickly.
            const char* const start = text_.data() + position_;
            const void* const dash = std::memchr(start, '-', text_.size() - position_);
            if (dash == nullptr)
                break;
            position_ += static_cast<std::size_t>(static_cast<const char*>(dash) - start) + 1;
            matched_ = 1;
            continue;
        }
        const char c = text_[position_];
        while (matched_ > 0 && c != delimiter_[matched_])
            matched_ = overlap_[matched_ - 1];
        if (c == delimiter_[matched_])
            ++matched_;
        ++position_;
        if (matched_ == size_) {
            matched_ = overlap_[matched_ - 1];
            return position_ - size_;
        }
    }
    position_ = text_.size();
    return npos;
}

} // namespace costrel::inline v1::http
