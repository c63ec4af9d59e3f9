#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// The places where one text stands in another, none over another. Both may come from a visitor:
// all of them together take a time in proportion to the texts, whatever these hold.
class Occurrences {
public:
    static constexpr std::size_t npos = std::string_view::npos;

    // Both texts must outlive this.
    Occurrences(std::string_view text, std::string_view searched, bool from_right = false);
    Occurrences(const Occurrences&) = delete;
    Occurrences& operator=(const Occurrences&) = delete;

    // Where the next of them begins, or npos. An empty text is found once, before all others.
    std::size_t next() noexcept;

private:
    std::string backwards_; // both texts, where the search begins at the end
    std::string_view rest_;
    std::string_view searched_;
    std::size_t size_; // of the whole text
    bool from_right_;
    bool is_done_ = false;
};

// The first, or the last with `from_right`.
inline std::size_t place_of(std::string_view searched, std::string_view text,
                            bool from_right = false)
{
    return Occurrences(text, searched, from_right).next();
}

} // namespace costrel::inline v1::templates
