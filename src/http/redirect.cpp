#include "http/percent.hpp"

#include <costrel/html.hpp>
#include <costrel/response.hpp>

#include <stdexcept>
#include <utility>

namespace costrel {

Response redirect(std::string_view location, int status)
{
    if (status < 300 || status > 399)
        throw std::invalid_argument("costrel: redirect() was given the status " +
                                    std::to_string(status) + "; use 301, 302, 303, 307 or 308");
    Response response(html("<!doctype html>\n"
                           "<html lang=en>\n"
                           "<title>Redirecting...</title>\n"
                           "<h1>Redirecting...</h1>\n"
                           "<p>You should be redirected automatically to the target URL: "
                           "<a href=\"{}\">{}</a>. If not, click the link.\n",
                           location, location));
    response.status = status;
    std::string encoded;
    http::append_location(encoded, location);
    response.headers.set("Location", std::move(encoded));
    return response;
}

} // namespace costrel
