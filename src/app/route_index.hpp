#pragma once

#include "app/target.hpp"
#include "http/message.hpp"
#include "routing/tree.hpp"

#include <cstddef>
#include <optional>

namespace costrel::inline v1 {

// The routes of a started application, to be found by what a request asks for.
class RouteIndex {
public:
    // `routes` must outlive it, and stay as they are.
    explicit RouteIndex(RouteTable& routes);

    Target find(const http::Message& message) const;
    // The limit that the route of a request with a body has for it; nothing when it has none.
    std::optional<std::size_t> max_content_length(const http::Message& message) const;

private:
    RouteTable& routes_;
    routing::Tree tree_;
    bool have_limits_ = false;
};

} // namespace costrel::inline v1
