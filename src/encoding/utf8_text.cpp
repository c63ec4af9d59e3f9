#include "encoding/utf8.hpp"

#include <costrel/utf8.hpp>

namespace costrel::inline v1 {

std::string to_utf8(std::string_view bytes)
{
    std::string out;
    encoding::append_utf8_with_replacement(out, bytes);
    return out;
}

} // namespace costrel::inline v1
