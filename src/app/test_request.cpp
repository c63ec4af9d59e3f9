#include "app/test_request.hpp"

#include "http/forms/multipart_writer.hpp"
#include "http/percent.hpp"

#include <costrel/json.hpp>

#include <algorithm>
#include <utility>

namespace costrel::inline v1 {

namespace {

std::string urlencoded(const TestFields& form)
{
    std::string text;
    for (const auto& [name, value] : form) {
        if (!text.empty())
            text += '&';
        http::append_query(text, name);
        text += '=';
        http::append_query(text, value);
    }
    return text;
}

// A boundary that stands nowhere in what is sent.
std::string boundary_for(const TestRequest& request)
{
    const auto is_in = [](std::string_view boundary, const auto&... texts) {
        return ((std::string_view(texts).find(boundary) != std::string_view::npos) || ...);
    };
    for (int number = 0;; ++number) {
        std::string boundary = "----costrel-test-" + std::to_string(number);
        const bool is_used =
            std::ranges::any_of(
                request.form,
                [&](const auto& field) { return is_in(boundary, field.first, field.second); }) ||
            std::ranges::any_of(request.files, [&](const TestFile& file) {
                return is_in(boundary, file.name, file.filename, file.content, file.content_type);
            });
        if (!is_used)
            return boundary;
    }
}

} // namespace

TestBody body_of(const TestRequest& request)
{
    if (!request.files.empty()) {
        const std::string boundary = boundary_for(request);
        http::MultipartWriter writer(boundary);
        for (const auto& [name, value] : request.form)
            writer.add_field(name, value);
        for (const TestFile& file : request.files)
            writer.add_file(file.name, file.filename, file.content_type, file.content);
        return {"multipart/form-data; boundary=" + boundary, std::move(writer).finish()};
    }
    if (!request.form.empty())
        return {"application/x-www-form-urlencoded", urlencoded(request.form)};
    if (request.json && request.body.empty())
        return {"application/json", costrel::json_dumps(*request.json)};
    return {"", request.body};
}

} // namespace costrel::inline v1
