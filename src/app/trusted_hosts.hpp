#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

// `host` in lower case and without the port that its scheme implies, as a browser writes it. It is
// kept in `storage` when it differs from what was sent by more than its end. A host whose port
// nobody writes so ("a:", "a:0", "a:080") is none, as in Werkzeug: the result is empty.
std::string_view normalized_host(std::string_view host, std::string_view scheme,
                                 std::string& storage);

// Whether a host (with or without a port) is one of the list, in any case. An element that begins
// with a dot stands for that domain and all below it; ports do not count (Werkzeug's
// host_is_trusted).
bool is_trusted_host(std::string_view host, std::span<const std::string> trusted) noexcept;

// Throws ConfigError when an element of Config::trusted_hosts is no host.
void check_trusted_hosts(std::span<const std::string> trusted);

} // namespace costrel::inline v1
