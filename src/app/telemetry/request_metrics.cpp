#include "app/telemetry/request_metrics.hpp"

#include "app/telemetry/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <new>

namespace costrel::inline v1 {

namespace {

using std::chrono::microseconds;

// The statuses that are counted by themselves; others of a hundred are counted together.
constexpr std::array known_statuses{
    200, 201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 307, 308, 400,
    401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416,
    417, 418, 421, 422, 423, 426, 428, 429, 500, 501, 502, 503, 504,
};
constexpr std::array<std::string_view, 4> other_statuses{"2xx", "3xx", "4xx", "5xx"};
constexpr std::size_t status_slots = known_statuses.size() + other_statuses.size();

// For statuses from 200 to 599: the place of its count.
constexpr auto slot_of_status = [] {
    std::array<std::uint8_t, 400> slots{};
    for (std::size_t i = 0; i < slots.size(); ++i)
        slots[i] = static_cast<std::uint8_t>(known_statuses.size() + i / 100);
    for (std::size_t i = 0; i < known_statuses.size(); ++i)
        slots[static_cast<std::size_t>(known_statuses[i] - 200)] = static_cast<std::uint8_t>(i);
    return slots;
}();

constexpr std::size_t method_slots = 8; // the last one: any that costrel does not know

std::string_view method_label(std::size_t slot)
{
    return slot + 1 < method_slots ? method_name(static_cast<Method>(slot)) : "other";
}

struct Bucket {
    std::uint64_t nanoseconds; // at most
    std::string_view label;    // in seconds
};
constexpr std::array<Bucket, 16> buckets{{
    {100'000, "0.0001"},
    {250'000, "0.00025"},
    {500'000, "0.0005"},
    {1'000'000, "0.001"},
    {2'500'000, "0.0025"},
    {5'000'000, "0.005"},
    {10'000'000, "0.01"},
    {25'000'000, "0.025"},
    {50'000'000, "0.05"},
    {100'000'000, "0.1"},
    {250'000'000, "0.25"},
    {500'000'000, "0.5"},
    {1'000'000'000, "1"},
    {2'500'000'000, "2.5"},
    {5'000'000'000, "5"},
    {10'000'000'000, "10"},
}};

// A number that several threads add to; nearly always one of them at a time.
class SharedCounter {
public:
    SharedCounter() = default;
    SharedCounter(const SharedCounter& other) noexcept : value_(other.read()) {}
    SharedCounter& operator=(const SharedCounter&) = delete;

    void add(std::uint64_t count) noexcept { value_.fetch_add(count, std::memory_order_relaxed); }
    std::uint64_t read() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

std::size_t thread_number() noexcept
{
    static std::atomic<std::size_t> threads = 0;
    static thread_local const std::size_t number = threads.fetch_add(1, std::memory_order_relaxed);
    return number;
}

} // namespace

struct alignas(64) RequestMetrics::Endpoint {
    std::array<std::array<SharedCounter, status_slots>, method_slots> answers;
    std::array<SharedCounter, buckets.size() + 1> durations; // each in its bucket alone
    SharedCounter nanoseconds;

    void add(const Endpoint& other) noexcept
    {
        for (std::size_t method = 0; method < method_slots; ++method)
            for (std::size_t status = 0; status < status_slots; ++status)
                answers[method][status].add(other.answers[method][status].read());
        for (std::size_t i = 0; i < durations.size(); ++i)
            durations[i].add(other.durations[i].read());
        nanoseconds.add(other.nanoseconds.read());
    }
    bool is_empty() const noexcept
    {
        return std::all_of(durations.begin(), durations.end(),
                           [](const SharedCounter& count) { return count.read() == 0; });
    }
};

RequestMetrics::RequestMetrics(const std::vector<std::string>& endpoints)
{
    for (const std::string& name : endpoints) {
        const auto known = std::find(names_.begin(), names_.end(), name);
        name_of_route_.push_back(static_cast<std::size_t>(known - names_.begin()));
        if (known == names_.end())
            names_.push_back(name);
    }
    names_.emplace_back("-"); // without a route
}

RequestMetrics::~RequestMetrics()
{
    for (const auto& share : shares_)
        delete share.load(std::memory_order_acquire);
}

// The calling thread's; nothing when there is no memory for it.
RequestMetrics::Share* RequestMetrics::share() noexcept
{
    std::atomic<Share*>& place = shares_[thread_number() % shares_.size()];
    Share* found = place.load(std::memory_order_acquire);
    if (found)
        return found;
    try {
        auto made = std::make_unique<Share>(names_.size());
        if (place.compare_exchange_strong(found, made.get(), std::memory_order_acq_rel))
            return made.release();
        return found; // another thread of that number was faster
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void RequestMetrics::count(std::size_t route, std::optional<Method> method, int status,
                           std::chrono::nanoseconds duration) noexcept
{
    Share* const share = this->share();
    if (!share || status < 200 || status > 599)
        return;
    Endpoint& endpoint =
        (*share)[route < name_of_route_.size() ? name_of_route_[route] : names_.size() - 1];
    const std::size_t method_slot = method ? static_cast<std::size_t>(*method) : method_slots - 1;
    endpoint.answers[method_slot][slot_of_status[static_cast<std::size_t>(status - 200)]].add(1);
    const auto took =
        static_cast<std::uint64_t>(std::max<std::chrono::nanoseconds::rep>(duration.count(), 0));
    std::size_t bucket = 0;
    while (bucket < buckets.size() && took > buckets[bucket].nanoseconds)
        ++bucket;
    endpoint.durations[bucket].add(1);
    endpoint.nanoseconds.add(took);
}

RequestMetrics::Endpoint RequestMetrics::total(std::size_t name) const
{
    Endpoint total;
    for (const auto& share : shares_)
        if (const Share* found = share.load(std::memory_order_acquire))
            total.add((*found)[name]);
    return total;
}

void RequestMetrics::expose(Exposition& page) const
{
    page.family("costrel_requests", "counter", "Requests answered by the application.");
    for (std::size_t name = 0; name < names_.size(); ++name) {
        const Endpoint endpoint = total(name);
        for (std::size_t method = 0; method < method_slots; ++method)
            for (std::size_t status = 0; status < status_slots; ++status) {
                const std::uint64_t count = endpoint.answers[method][status].read();
                if (count == 0)
                    continue;
                const std::string label =
                    status < known_statuses.size()
                        ? std::to_string(known_statuses[status])
                        : std::string(other_statuses[status - known_statuses.size()]);
                page.sample("_total", count,
                            {{"endpoint", names_[name]},
                             {"method", method_label(method)},
                             {"status", label}});
            }
    }

    page.family("costrel_request_duration_seconds", "histogram",
                "From a request that is whole to its answer.");
    for (std::size_t name = 0; name < names_.size(); ++name) {
        const Endpoint endpoint = total(name);
        if (endpoint.is_empty())
            continue;
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            count += endpoint.durations[i].read();
            page.sample("_bucket", count, {{"endpoint", names_[name]}, {"le", buckets[i].label}});
        }
        count += endpoint.durations[buckets.size()].read();
        page.sample("_bucket", count, {{"endpoint", names_[name]}, {"le", "+Inf"}});
        page.sample_seconds("_sum", endpoint.nanoseconds.read(), {{"endpoint", names_[name]}});
        page.sample("_count", count, {{"endpoint", names_[name]}});
    }
}

} // namespace costrel::inline v1
