#include "app/form_reader.hpp"

#include "app/content_type.hpp"
#include "http/forms/form.hpp"
#include "http/forms/multipart_form.hpp"
#include "http/grammar.hpp"
#include "http/message.hpp"

#include <utility>

namespace costrel::inline v1 {

bool has_coded_body(const http::Message& message) noexcept
{
    for (const http::Field& field : message.fields) {
        if (http::equal_ignoring_case(field.name, "content-encoding") && !field.value.empty() &&
            !http::equal_ignoring_case(field.value, "identity"))
            return true;
    }
    return false;
}

FormReader::FormReader(const Config& config) noexcept
    : max_form_memory_size_(config.max_form_memory_size), max_form_parts_(config.max_form_parts)
{
}

std::optional<int> FormReader::read(Request& request, const http::Message& message) const
{
    if (!request.query_string.empty())
        if (const auto refused = read_query(request))
            return refused;
    if (request.body.empty())
        return std::nullopt;
    std::optional<std::string_view> content_type;
    for (const http::Field& field : message.fields) {
        if (!http::equal_ignoring_case(field.name, "content-type"))
            continue;
        if (content_type) // whoever looked at it before may have believed the other
            return 400;
        content_type = field.value;
    }
    if (!content_type)
        return std::nullopt;
    const bool is_urlencoded = has_media_type(*content_type, "application/x-www-form-urlencoded");
    if (!is_urlencoded && !has_media_type(*content_type, "multipart/form-data"))
        return std::nullopt;
    if (has_coded_body(message))
        return 415;
    return is_urlencoded ? read_urlencoded(request) : read_multipart(request, *content_type);
}

std::optional<int> FormReader::read_query(Request& request) const
{
    auto args = http::parse_form(request.query_string, {.max_memory = request.query_string.size(),
                                                        .max_fields = max_form_parts_});
    if (!args)
        return 400;
    request.args = *std::move(args);
    return std::nullopt;
}

std::optional<int> FormReader::read_urlencoded(Request& request) const
{
    // Werkzeug limits only the body. Here a route may take bodies of any size, which lie in a file.
    const http::MultipartLimits limits{.max_field = max_form_memory_size_};
    auto form = http::parse_form(request.body,
                                 {.max_memory = limits.max_text(), .max_fields = max_form_parts_});
    if (!form)
        return 413;
    request.form = *std::move(form);
    return std::nullopt;
}

std::optional<int> FormReader::read_multipart(Request& request, std::string_view content_type) const
{
    auto form =
        http::parse_multipart(request.body, content_type,
                              {.max_field = max_form_memory_size_, .max_parts = max_form_parts_});
    if (!form)
        return form.error() == http::MultipartError::bad_boundary ? 400 : 413;
    http::MultipartForm parts = *std::move(form);
    request.form = std::move(parts.fields);
    request.files = std::move(parts.files);
    return std::nullopt;
}

} // namespace costrel::inline v1
