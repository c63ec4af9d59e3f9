#pragma once

#include <costrel/web/detail/hook.hpp>

#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1 {

// What runs around the requests of an application's or a blueprint's own routes.
struct Scope {
    std::string name;                  // "admin.users"; empty for the application
    std::optional<std::size_t> parent; // nothing for the application
    bool is_blocking = false;          // a thread of the pool runs its plain functions
    std::vector<detail::BeforeHook> before;
    std::vector<detail::AfterHook> after;
    std::vector<detail::TeardownHook> teardown;
    std::vector<detail::StatusHandler> statuses;
    std::vector<detail::ExceptionHandler> exceptions; // none behind one of a base of its type

    // In the place of the one for the same status or type, if there is one.
    void add(detail::StatusHandler handler);
    void add(detail::ExceptionHandler handler);
};

} // namespace costrel::inline v1
