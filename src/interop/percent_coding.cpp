#include "interop/percent_coding.hpp"

#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"

namespace costrel::inline v1::interop {

std::string uri_text(std::string_view text)
{
    std::string bytes;
    const bool good = encoding::append_percent_decoded(bytes, text);
    return good && encoding::is_utf8(bytes) ? bytes : std::string(text);
}

std::string percent_of(std::string_view text, std::string_view unescaped)
{
    std::string out;
    encoding::append_percent_encoded(out, text, unescaped);
    return out;
}

} // namespace costrel::inline v1::interop
