#include "http/grammar.hpp"

#include <costrel/json.hpp>
#include <costrel/response.hpp>

#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

int require_final(int status)
{
    if (status < 200 || status > 599)
        throw std::invalid_argument("costrel: a response cannot have the status " +
                                    std::to_string(status) + "; use one from 200 to 599");
    return status;
}

} // namespace

Response Response::of_status(int status_code)
{
    if (require_final(status_code) >= 400)
        return error_page(status_code);
    Response response("");
    response.status = status_code;
    return response;
}

Response::Response(const Value& value)
    : content_type("application/json"), body(json_dumps(value, JsonStyle::flask) + "\n")
{
}

void Response::complete(int status_code, std::initializer_list<Header> fields)
{
    status = require_final(status_code);
    for (const Header& field : fields) {
        if (http::equal_ignoring_case(field.name, "content-type"))
            content_type = field.value;
        else
            headers.add(field.name, field.value);
    }
}

void Response::set_cookie(std::string_view name, std::string_view value,
                          const CookieOptions& options)
{
    headers.add("Set-Cookie", dump_cookie(name, value, options));
}

void Response::delete_cookie(std::string_view name, const CookieOptions& options)
{
    headers.add("Set-Cookie", costrel::delete_cookie(name, options));
}

Response&& Response::with(Text name, Text value) &&
{
    if (http::equal_ignoring_case(name, "content-type"))
        content_type = std::move(value);
    else
        headers.set(std::move(name), std::move(value));
    return std::move(*this);
}

Response&& Response::with_status(int status_code) &&
{
    status = require_final(status_code);
    return std::move(*this);
}

} // namespace costrel::inline v1
