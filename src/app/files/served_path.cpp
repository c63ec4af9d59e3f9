#include "app/files/served_path.hpp"

#include "encoding/utf8.hpp"

#include <climits>

#include <algorithm>

namespace costrel::inline v1 {

namespace {

bool is_refused(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == '\\';
}

bool is_served_part(std::string_view part, bool hidden) noexcept
{
    if (part.empty() || part.size() > NAME_MAX || part == "." || part == "..")
        return false;
    return hidden || (part.front() != '.' && part.back() != '~');
}

} // namespace

bool is_served_path(std::string_view path, bool hidden) noexcept
{
    if (path.size() >= PATH_MAX || std::any_of(path.begin(), path.end(), is_refused) ||
        !encoding::is_utf8(path))
        return false;
    for (;;) {
        const std::size_t slash = path.find('/');
        if (!is_served_part(path.substr(0, slash), hidden))
            return false;
        if (slash == path.npos)
            return true;
        path.remove_prefix(slash + 1);
    }
}

} // namespace costrel::inline v1
