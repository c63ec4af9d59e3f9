#pragma once

#include <costrel/file_storage.hpp>
#include <costrel/multidict.hpp>
#include <costrel/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

struct MultipartLimits {
    std::size_t max_field = 500'000;  // bytes of one field's value
    std::size_t max_parts = 1000;     // fields and files
    std::size_t max_head_lines = 100; // of one part's header

    // Bytes of names and values that a form holds beside its body. Each field has a limit of its
    // own, as in Flask, but a thousand of them are half a gigabyte.
    std::size_t max_text() const noexcept { return 16 * max_field; }
};

enum class MultipartError : std::uint8_t {
    bad_boundary, // answer 400
    too_large,    // answer 413
};

struct MultipartForm {
    MultiDict fields;
    FileMultiDict files; // views into the body
};

// Reads a body of multipart/form-data (RFC 7578) as Werkzeug does; `content_type` is its
// Content-Type. A part with a file name, even an empty one, is a file. As in Flask, a body that is
// malformed (no end, a part without a Content-Disposition, a header that is not UTF-8) gives an
// empty form. Takes a time in proportion to the body.
Result<MultipartForm, MultipartError> parse_multipart(std::string_view body,
                                                      std::string_view content_type,
                                                      const MultipartLimits& limits = {});

} // namespace costrel::inline v1::http
