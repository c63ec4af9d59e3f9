#pragma once

#include <costrel/csrf.hpp>
#include <costrel/request.hpp>

namespace costrel::inline v1 {

// What csrf_protect() has run before each request. It has the session as a parameter and says
// what it is, so that what is missing for it is told at the start.
struct CsrfCheck {
    static constexpr bool checks_csrf = true;
    CsrfOptions options{};

    void operator()(Request& request, const Session& session) const;
};

} // namespace costrel::inline v1
