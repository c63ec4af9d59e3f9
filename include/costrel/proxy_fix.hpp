#pragma once

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// How many proxies in front of the application have added to each X-Forwarded field (Werkzeug's
/// ProxyFix, with its names). That many values are counted from the right; anybody could have sent
/// what is to the left of them. 0: the field is ignored. A field with fewer values changes nothing.
///
///     App app({.secret_key = "…", .proxy_fix = {.x_for = 1, .x_proto = 1, .x_host = 1}});
///
/// Only for an application that nobody can reach except through those proxies.
struct ProxyFix {
    unsigned x_for = 0;    ///< X-Forwarded-For: Request::remote_addr
    unsigned x_proto = 0;  ///< X-Forwarded-Proto, http or https: Request::scheme
    unsigned x_host = 0;   ///< X-Forwarded-Host: Request::host
    unsigned x_port = 0;   ///< X-Forwarded-Port: the port of Request::host
    unsigned x_prefix = 0; ///< X-Forwarded-Prefix: Request::script_root
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
