#include "app/test_redirect.hpp"

#include <stdexcept>

namespace costrel::inline v1 {

bool is_redirect(int status) noexcept
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool keeps_method(int status, std::string_view method) noexcept
{
    return status == 307 || status == 308 || method == "GET" || method == "HEAD";
}

TestTarget redirected(const TestTarget& from, std::string_view location)
{
    location = location.substr(0, location.find('#'));
    TestTarget to = from;
    if (const std::size_t colon = location.find("://");
        colon != location.npos && colon < location.find_first_of("/?")) {
        const std::string_view scheme = location.substr(0, colon);
        if (scheme != "http" && scheme != "https")
            throw std::runtime_error("costrel: a test was redirected to \"" +
                                     std::string(location) + "\", which is not http");
        to.secure = scheme == "https";
        location.remove_prefix(colon + 1);
    }
    if (location.starts_with("//")) {
        location.remove_prefix(2);
        to.host = location.substr(0, location.find_first_of("/?"));
        location.remove_prefix(to.host.size());
        to.path = location.starts_with('/') ? "" : "/";
    } else if (location.starts_with('/')) {
        to.path.clear();
    } else if (location.starts_with('?')) {
        to.path = from.path.substr(0, from.path.find('?'));
    } else if (location.empty()) {
        return to;
    } else { // beside the page that it came from
        const std::string path = from.path.substr(0, from.path.find('?'));
        to.path = path.substr(0, path.rfind('/') + 1);
    }
    to.path += location;
    return to;
}

} // namespace costrel::inline v1
