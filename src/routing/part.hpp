#pragma once

#include "routing/pattern.hpp"

#include <compare>
#include <cstddef>
#include <string_view>
#include <vector>

namespace costrel::inline v1::routing {

// What stands in a decoded path for a slash that was sent encoded ("%2F"): it separates no parts,
// and only a path variable takes it.
inline constexpr char encoded_slash = '\0';

// What one step down the tree of routes takes that is not fixed text: the variables between two
// slashes with the text around them, or, from a path variable on, all the rest of a pattern. It is
// a regular expression to Werkzeug, and gives what that would give, in a time in proportion to the
// text: there is no going back.
class Part {
public:
    // `segments` are the rest of a pattern, or one of them without a path variable. With
    // `optional_slash` the text may end with one slash more.
    Part(std::vector<Segment> segments, bool optional_slash);

    // Whether it takes all that is left of a path, and not only what stands before the next slash.
    bool takes_rest() const noexcept { return takes_rest_; }
    bool optional_slash() const noexcept { return optional_slash_; }
    std::size_t variable_count() const noexcept { return variable_count_; }

    // Whether it takes the whole of `text`, and then what each variable takes of it, from
    // `variables` on.
    bool match(std::string_view text, std::string_view* variables) const;

    // Whether it takes the same texts as another.
    bool matches_like(const Part& other) const noexcept;
    // Whether it is tried before another: Werkzeug's order. More fixed texts first, then longer
    // ones, then more variables, then numbers before texts and these before paths.
    bool operator<(const Part& other) const noexcept { return weight_ < other.weight_; }

private:
    struct Weight {
        int texts = 0; // each of these is negative: more comes first
        std::vector<int> lengths{};
        int variables = 0;
        std::vector<int> converters{};
        std::strong_ordering operator<=>(const Weight&) const = default;
    };

    bool match_one(std::string_view text, std::string_view& variable) const;
    bool match_many(std::string_view text, std::string_view* variables) const;

    std::vector<Piece> pieces_; // no two fixed texts in a row
    Weight weight_;
    std::size_t variable_count_ = 0;
    bool takes_rest_ = false;
    bool optional_slash_ = false;
};

} // namespace costrel::inline v1::routing
