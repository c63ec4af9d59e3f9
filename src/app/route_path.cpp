#include "app/route_path.hpp"

#include "http/percent.hpp"
#include "routing/part.hpp"

#include <algorithm>

namespace costrel::inline v1 {

namespace {

// Where the next "%2F" begins, or the end.
std::size_t find_encoded_slash(std::string_view path)
{
    for (std::size_t at = path.find('%'); at != path.npos; at = path.find('%', at + 1)) {
        const std::string_view code = path.substr(at, 3);
        if (code == "%2F" || code == "%2f")
            return at;
    }
    return path.size();
}

} // namespace

std::optional<std::string_view> decode_route_path(std::string_view path, std::string& storage)
{
    if (path.find('%') == path.npos)
        return path;
    storage.clear();
    std::string piece;
    for (;;) {
        const std::size_t slash = find_encoded_slash(path);
        if (!http::decode_path(path.substr(0, slash), piece))
            return std::nullopt;
        storage += piece;
        if (slash == path.size())
            return storage;
        storage += routing::encoded_slash;
        path.remove_prefix(slash + 3);
    }
}

void restore_encoded_slashes(std::string& storage) noexcept
{
    std::replace(storage.begin(), storage.end(), routing::encoded_slash, '/');
}

std::string_view without_leading_slashes(std::string_view path) noexcept
{
    for (;;) {
        if (path.starts_with('/'))
            path.remove_prefix(1);
        else if (path.starts_with("%2F") || path.starts_with("%2f"))
            path.remove_prefix(3);
        else
            return path;
    }
}

void append_route_path(std::string& url, std::string_view path)
{
    for (;;) {
        const std::size_t slash = path.find(routing::encoded_slash);
        http::append_path(url, path.substr(0, slash));
        if (slash == path.npos)
            return;
        url += "%2F";
        path.remove_prefix(slash + 1);
    }
}

} // namespace costrel::inline v1
