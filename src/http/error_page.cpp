#include "encoding/status_sentence.hpp"

#include <costrel/html.hpp>
#include <costrel/response.hpp>

#include <utility>

namespace costrel::inline v1 {

Response error_page(int status, std::string_view description)
{
    if (status < 400 || status > 599)
        status = 500;
    std::string_view name = reason_phrase(status);
    if (name.empty())
        name = "Unknown Error";
    Html page = html("<!doctype html>\n<html lang=en>\n<title>{} {}</title>\n<h1>{}</h1>\n", status,
                     name, name);
    const std::string_view text =
        description.empty() ? encoding::status_sentence(status) : description;
    if (!text.empty())
        page += html("<p>{}</p>\n", text);
    Response response(std::move(page));
    response.status = status;
    return response;
}

} // namespace costrel::inline v1
