#pragma once

#include <costrel/session/store.hpp>

#include <memory>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Makes the store that a URL describes. Throws ConfigError when it cannot.
using MakeStore = std::shared_ptr<SessionStore> (*)(const std::string& url);

/// For those who write a store: makes `session_store` accept URLs that begin with `scheme` and a
/// colon. Always true, so that the header of a store can say
///
///     inline const bool has_my_store = register_store("mystore", make_my_store);
///
/// which no linker leaves out of a program that includes it.
bool register_store(std::string_view scheme, MakeStore make);

} // namespace costrel::inline v1

#pragma GCC visibility pop
