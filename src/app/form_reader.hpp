#pragma once

#include <costrel/config.hpp>
#include <costrel/request.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace costrel::inline v1 {

namespace detail {
struct Message;
}

// Whether the body's Content-Encoding is another than identity. costrel decodes none: a few bytes
// could become gigabytes.
bool has_coded_body(const detail::Message& message) noexcept;

// Reads the arguments of a request's query, and the form that its body is when the Content-Type
// says so. A request without either costs nothing here.
class FormReader {
public:
    explicit FormReader(const Config& config) noexcept;

    // The status that answers a request whose query or body is no good, or nothing:
    // 400 for too many arguments, two Content-Types, or a boundary that cannot be one,
    // 413 for a form that is too large, 415 for one in a Content-Encoding.
    std::optional<int> read(Request& request, const detail::Message& message) const;

    // Reads the arguments alone, none of them where there are too many.
    void read_arguments(Request& request) const { (void)read_query(request); }

private:
    std::optional<int> read_query(Request& request) const;
    std::optional<int> read_urlencoded(Request& request) const;
    std::optional<int> read_multipart(Request& request, std::string_view content_type) const;

    std::size_t max_form_memory_size_;
    std::size_t max_form_parts_;
};

} // namespace costrel::inline v1
