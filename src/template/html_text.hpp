#pragma once

#include <string>
#include <string_view>

namespace costrel::templates {

// Python's html.unescape(), and MarkupSafe's Markup.striptags().
std::string unescape_html(std::string_view text);
std::string striptags(std::string_view text);

} // namespace costrel::templates
