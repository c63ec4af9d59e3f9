#pragma once

#include "http/framing/field_line.hpp"
#include "http/framing/field_line_scan.hpp"
#include "http/framing/refusal.hpp"
#include "http/message.hpp"

#include <costrel/limits.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace costrel::inline v1::http {

// How much of the limits a section used; a trailer section goes on where its header section
// stopped.
struct FieldSectionSize {
    std::size_t bytes = 0; // whole lines, ends included
    std::size_t fields = 0;
};

// Reads field lines up to the empty line that ends them: the header section of a request, and the
// trailer section of a chunked body. The input may come in pieces of any size; each byte is looked
// at once or twice, the verdict does not depend on how it was cut, and it falls with the first byte
// that no field can have.
class FieldSection {
public:
    enum class Found : std::uint8_t {
        field,      // field() is the next one
        end,        // the empty line
        incomplete, // more input is needed
        refused,    // refusal() says how
    };

    // The section begins at `start` of the input.
    explicit FieldSection(const Limits& limits, std::size_t start = 0,
                          FieldSectionSize used = {}) noexcept
        : limits_(&limits), used_(used), line_(start), scanned_(start)
    {
    }

    // Looks for the next line in `input`, which begins with the same bytes at every call.
    Found next(std::string_view input) noexcept;
    // The same for all lines, whose fields are put behind `fields`: never gives Found::field.
    Found all(std::string_view input, std::vector<Field>& fields);

    const Field& field() const noexcept { return field_; }
    Refusal refusal() const noexcept { return refusal_; }
    FieldSectionSize used() const noexcept { return used_; }
    // Where the line to be read next begins; after end, where the section stopped.
    std::size_t position() const noexcept { return line_; }

private:
    void take_whole_lines(std::string_view input, std::vector<Field>& fields);
    Found next_piece(std::string_view input) noexcept;
    bool has_room(std::size_t size) const noexcept; // for the line that was read
    Found take(std::size_t size) noexcept;
    Found refuse(Refusal refusal) noexcept;
    Found refuse_line(std::string_view line, Refusal otherwise) noexcept;

    const Limits* limits_;
    FieldSectionSize used_;
    std::size_t line_;
    std::size_t scanned_;
    FieldLineScan scan_;                             // of a line that did not come whole,
    std::size_t scan_line_ = std::string_view::npos; // which begins here
    Field field_;
    Refusal refusal_{};
};

} // namespace costrel::inline v1::http
