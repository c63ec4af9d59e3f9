#pragma once

#include <costrel/method.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

class Exposition;

// Counts the answers of an application by endpoint, method and status, and how long they took. What
// it can count is fixed when the application starts, so that no client makes it grow.
class RequestMetrics {
public:
    static constexpr std::size_t no_route = static_cast<std::size_t>(-1);

    // `endpoints` are those of the routes, in their order; some may be the same.
    explicit RequestMetrics(const std::vector<std::string>& endpoints);
    ~RequestMetrics();
    RequestMetrics(const RequestMetrics&) = delete;
    RequestMetrics& operator=(const RequestMetrics&) = delete;

    // `route` is its number, or no_route; no method: one that costrel does not know.
    // From any thread.
    void count(std::size_t route, std::optional<Method> method, int status,
               std::chrono::nanoseconds duration) noexcept;

    void expose(Exposition& page) const;

private:
    struct Endpoint;
    using Share = std::vector<Endpoint>; // one for each name

    Share* share() noexcept;
    Endpoint total(std::size_t name) const;

    std::vector<std::string> names_;
    std::vector<std::size_t> name_of_route_;
    // Each thread counts in a share of its own, unless there are more threads than this. They are
    // made when a thread first counts.
    std::array<std::atomic<Share*>, 16> shares_{};
};

} // namespace costrel::inline v1
