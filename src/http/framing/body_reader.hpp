#pragma once

#include "http/framing/field_section.hpp"
#include "http/framing/refusal.hpp"

#include <costrel/limits.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// Reads the body of a request from input that comes in pieces of any size: so many bytes, or chunks
// (RFC 9112 section 7.1), which are read strictly. Chunk extensions are bounded and ignored;
// trailer fields obey the rules and the limits of header fields and are dropped.
class BodyReader {
public:
    enum class State : std::uint8_t { incomplete, complete, refused };

    // `limits` must outlive the reader. `max_body` is in bytes, chunk framing not counted.
    BodyReader(const Limits& limits, std::size_t max_body) noexcept
        : limits_(&limits), max_body_(max_body), trailers_(limits)
    {
    }

    // In the place of that: for the next body alone, and not more.
    void set_max_body(std::size_t max_body) noexcept { max_body_ = max_body; }
    void start_sized(std::uint64_t length) noexcept; // at most max_body
    // `used` is what the header section used of the limits that trailers share with it.
    void start_chunked(FieldSectionSize used) noexcept;

    struct Progress {
        State state;
        std::size_t consumed; // bytes of the input that must not come again
    };
    // Appends what it can decode of `input` to `body`. What it did not consume must be at the start
    // of the next input, with more behind it.
    Progress read(std::string_view input, std::string& body);

    Refusal refusal() const noexcept { return refusal_; }

private:
    enum class Step : std::uint8_t {
        sized,      // bytes of a body without chunks
        size_first, // the first digit of a chunk's size
        size,       // its other digits
        extension,  // from ";" to the CR
        size_lf,    // the LF after size and extension
        data,       // a chunk's bytes
        data_cr,    // the line end
        data_lf,    //   behind them
        trailers,
    };

    bool take_size_character(char c) noexcept;
    bool end_size(char c) noexcept;
    bool refuse(int status, Rule rule = Rule::chunk_framing) noexcept;

    const Limits* limits_;
    std::size_t max_body_;
    Step step_ = Step::sized;
    std::uint64_t taken_ = 0; // bytes of the body so far
    std::uint64_t left_ = 0;  // bytes still to come of the body or chunk; the size while it is read
    unsigned size_digits_ = 0;
    std::size_t extension_bytes_ = 0; // of all chunks
    FieldSectionSize used_;
    FieldSection trailers_;
    Refusal refusal_{};
};

} // namespace costrel::inline v1::http
