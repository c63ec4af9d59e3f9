#include "http/percent.hpp"

#include <costrel/html.hpp>
#include <costrel/response.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

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

namespace {

// Browsers read "\\" as "/", and leave out tabs and line ends wherever they stand.
bool is_local_path(std::string_view text)
{
    return text.starts_with('/') && !text.starts_with("//") &&
           std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\';
           });
}

} // namespace

std::string safe_redirect_target(std::string_view target, std::string_view fallback)
{
    // Once more as some proxy or page may decode it before a browser sees it.
    std::string decoded;
    const bool safe = is_local_path(target) && target.find(' ') == target.npos &&
                      http::decode_path(target, decoded) && is_local_path(decoded);
    return std::string(safe ? target : fallback);
}

} // namespace costrel::inline v1
