#pragma once

#include "http/forms/delimiter_search.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

// Splits a multipart body (RFC 2046 section 5.1) into its parts, which are views into it, in one
// pass and without an allocation. It takes what Werkzeug takes: text before the first delimiter and
// after the last, lines that end with CRLF, LF or CR, white space after a boundary.
class MultipartReader {
public:
    static constexpr std::size_t max_head = 16 * 1024; // bytes of a part's header

    enum class Step : std::uint8_t {
        part,            // part() is the next one
        end,             // the delimiter that closes the body came; what follows it is ignored
        unfinished_part, // part() is the last one, and no delimiter comes after it
        malformed,       // there is no delimiter at all, or a part's header has no end
        head_too_large,  // a part's header is longer than max_head: answer 413
    };

    struct Part {
        std::string_view head;    // lines, without the empty one at their end
        std::string_view content; // without the line end before the delimiter
    };

    // A boundary has from 1 to DelimiterSearch::max_boundary bytes.
    MultipartReader(std::string_view body, std::string_view boundary) noexcept;

    // After anything but a part it gives the same again.
    Step next() noexcept;
    const Part& part() const noexcept { return part_; }

private:
    enum class LineEnd : std::uint8_t { optional, required };
    struct Delimiter {
        std::size_t begin; // of the line end before it
        std::size_t end;   // after its own line end
        bool closes;
    };

    bool find_delimiter(std::size_t from, LineEnd before, Delimiter& found) noexcept;
    Step read_part() noexcept;

    std::string_view body_;
    DelimiterSearch search_;
    std::size_t position_ = 0; // where the next part's header begins
    bool begun_ = false;
    bool closed_ = false; // by the delimiter after part_
    Step step_ = Step::part;
    Part part_;
};

} // namespace costrel::inline v1::http
