#include "http/grammar.hpp"

#include <costrel/response.hpp>

#include <stdexcept>
#include <utility>

namespace costrel {

namespace {

int require_final(int status)
{
    if (status < 200 || status > 599)
        throw std::invalid_argument("costrel: an answer cannot have the status " +
                                    std::to_string(status) + "; use one from 200 to 599");
    return status;
}

} // namespace

Response::Response(int status_code) : status(require_final(status_code))
{
    if (status >= 400)
        *this = error_page(status);
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

} // namespace costrel
