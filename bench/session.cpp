// What a session costs a request: opening it, saving it, and leaving it alone. "hmac" is one keyed
// HMAC-SHA1 of the bytes that the session's cookie signs: what no signed cookie can do without.
// bench/ratios.py puts the others beside it.
#include "allocations.hpp"
#include "signing/hmac.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/tagged_json.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

using namespace costrel;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

const SessionInterface& sessions()
{
    static const SessionInterface interface({.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"});
    return interface;
}

void fill_small(Session& session)
{
    session["username"] = "admin";
}

// The same numbers each time, which compressing gains little from.
class Numbers {
public:
    std::uint32_t next()
    {
        state_ = state_ * 1'664'525 + 1'013'904'223;
        return state_ >> 8;
    }

private:
    std::uint32_t state_ = 1;
};

// About 1 KB of JSON: who the user is, and what lies in the cart.
void fill_1k(Session& session)
{
    session["_permanent"] = true;
    session["user_id"] = 4711;
    session["roles"] = List{"editor", "reviewer"};
    List cart;
    Numbers numbers;
    for (int i = 0; i < 22; ++i)
        cart.push_back(Dict{{"article", numbers.next()}, {"count", i}, {"price", 0.5 * i}});
    session["cart"] = std::move(cart);
}

// About 8 KB of JSON, of which Flask's compression leaves a cookie that a browser keeps.
void fill_8k(Session& session)
{
    session["username"] = "admin";
    List visits;
    Numbers numbers;
    for (int i = 0; i < 136; ++i)
        visits.push_back(Dict{{"path", "/articles/" + std::to_string(1000 + 7 * i)},
                              {"seconds", numbers.next() % 100},
                              {"title", "An article"}});
    session["visits"] = std::move(visits);
}

using Fill = void (*)(Session&);

// The Cookie field of a client that has the session.
std::string cookie_of(Fill fill)
{
    SessionExchange exchange(sessions(), now);
    fill(exchange.session());
    const std::string field = exchange.finish().set_cookies[0];
    return field.substr(0, field.find(';'));
}

SessionExchange exchange_of(const std::string& cookie)
{
    SessionExchange exchange(sessions(), now);
    exchange.borrow_cookie_field(cookie);
    return exchange;
}

// Counts what the measured loop allocates, for each iteration.
class AllocationCounter {
public:
    explicit AllocationCounter(benchmark::State& state) : state_(state) {}
    ~AllocationCounter()
    {
        state_.counters["allocations"] = benchmark::Counter(
            static_cast<double>(allocations() - before_), benchmark::Counter::kAvgIterations);
    }

private:
    benchmark::State& state_;
    std::size_t before_ = allocations();
};

void hmac(benchmark::State& state, Fill fill)
{
    const signing::Hmac key("sha1", "twenty bytes derived");
    const std::string cookie = cookie_of(fill);
    const std::size_t start = cookie.find('=') + 1;
    const std::string signed_text = cookie.substr(start, cookie.rfind('.') - start);
    state.counters["json_bytes"] = static_cast<double>(
        TaggedJSONSerializer::dumps(exchange_of(cookie).session().items()).size());
    state.counters["signed_bytes"] = static_cast<double>(signed_text.size());
    std::array<unsigned char, signing::max_digest_size> mac{};
    key.compute(std::array{std::string_view(signed_text)}, mac); // keys the thread's context
    const AllocationCounter counter(state);
    for (auto _ : state) {
        key.compute(std::array{std::string_view(signed_text)}, mac);
        benchmark::DoNotOptimize(mac);
    }
}

void open(benchmark::State& state, Fill fill)
{
    const std::string cookie = cookie_of(fill);
    if (exchange_of(cookie).session().empty())
        throw std::logic_error("the cookie is not good");
    const AllocationCounter counter(state);
    for (auto _ : state) {
        SessionExchange exchange = exchange_of(cookie);
        benchmark::DoNotOptimize(exchange.session().contains("username"));
    }
}

void save(benchmark::State& state, Fill fill)
{
    SessionExchange exchange(sessions(), now);
    fill(exchange.session());
    (void)exchange.finish();
    const AllocationCounter counter(state);
    for (auto _ : state) {
        SavedSession saved = exchange.finish();
        benchmark::DoNotOptimize(saved.set_cookies.begin());
    }
}

// A request whose handler does not look at the session.
void untouched(benchmark::State& state, Fill fill)
{
    const std::string cookie = cookie_of(fill);
    const AllocationCounter counter(state);
    for (auto _ : state) {
        SessionExchange exchange = exchange_of(cookie);
        SavedSession saved = exchange.finish();
        benchmark::DoNotOptimize(saved.set_cookies.begin());
    }
}

BENCHMARK_CAPTURE(hmac, small, fill_small);
BENCHMARK_CAPTURE(open, small, fill_small);
BENCHMARK_CAPTURE(save, small, fill_small);
BENCHMARK_CAPTURE(untouched, small, fill_small);
BENCHMARK_CAPTURE(hmac, 1k, fill_1k);
BENCHMARK_CAPTURE(open, 1k, fill_1k);
BENCHMARK_CAPTURE(save, 1k, fill_1k);
BENCHMARK_CAPTURE(hmac, 8k_compressed, fill_8k);
BENCHMARK_CAPTURE(open, 8k_compressed, fill_8k);
BENCHMARK_CAPTURE(save, 8k_compressed, fill_8k);

} // namespace

BENCHMARK_MAIN();
