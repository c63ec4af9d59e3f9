#pragma once

#include "http/message.hpp"
#include "routing/pattern.hpp"

#include <costrel/config.hpp>
#include <costrel/request.hpp>
#include <costrel/response.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1 {

// Within a catch block: the name of the type of what was thrown, such as "std::out_of_range".
std::string thrown_type();

// The page of a 500 in debug mode: what was thrown, and by which request. Cookies, authorizations
// and whatever else is called a key, a token or a secret are left out, as are the values of the
// form. `route` is nullptr when no handler was asked.
Response debug_page(std::string_view type, std::string_view what, const Request& request,
                    const http::Message& message, const routing::Pattern* route);

// Throws ConfigError when debug mode is asked for in production (COSTREL_ENV=production).
void check_debug(const Config& config);

// What the log says at the start of an application in debug mode; empty without it.
std::string debug_warning(const Config& config);

} // namespace costrel::inline v1
