#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// Python's html.unescape(), and MarkupSafe's Markup.striptags().
std::string unescape_html(std::string_view text);
std::string striptags(std::string_view text);

} // namespace costrel::inline v1::templates
