#pragma once

#include <costrel/interop/text_cookie.hpp>
#include <costrel/session/record_format.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::command {

// The site of another framework, as the command line describes it.
struct SiteOptions {
    std::string format{};                                       // "rails"
    std::vector<std::string> keys{};                            // the one that signs first
    std::vector<std::pair<std::string, std::string>> options{}; // {"cookie_name", "_shop_session"}
};

// How its cookies are read: one of the three is set.
struct Site {
    std::shared_ptr<const SessionFormat> session{};
    std::shared_ptr<const RecordFormat> record{};      // the cookie holds an ID
    std::shared_ptr<const interop::TextCookie> text{}; // any text
};

// Throws ConfigError when there is no such format, an option is none of its, or cannot work.
Site site_of(const SiteOptions& options);
// What its cookie is called; empty when the options do not say and there is no usual name.
std::string cookie_name(const SiteOptions& options);
// The names of the formats, with commas.
std::string format_names();

// What stands in the value of a cookie that is signed and not encrypted, whoever signed it; nothing
// when it is encrypted, or nothing of that format.
std::optional<Value> unsigned_content(const std::string& format, std::string_view value);

} // namespace costrel::inline v1::command
