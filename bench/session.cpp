// What a session costs a request: opening it, saving it, and leaving it alone. "hmac" is one keyed
// HMAC-SHA1 of the bytes that the session's cookie signs: what no signed cookie can do without.
// bench/ratios.py puts the others beside it. The same of sealed sessions, with a list of ended ones
// too, and what asking a list of a million costs.
#include "allocations.hpp"
#include "formats/sealed_cookie.hpp"
#include "signing/hmac.hpp"
#include "signing/random.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/tagged_json.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace costrel;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

constexpr const char* secret = "192b9bdd22ab9ed4d12e236c78afcb9a";

const SessionInterface& sessions()
{
    static const SessionInterface interface({.secret_key = secret});
    return interface;
}

const SessionInterface& sealed_sessions()
{
    static const SessionInterface interface(
        {.secret_key = secret, .session_format = SessionFormat::sealed()});
    return interface;
}

const SessionInterface& listed_sessions()
{
    static const SessionInterface interface({.secret_key = secret,
                                             .session_format = SessionFormat::sealed(),
                                             .session_revocations = local_revocations()});
    return interface;
}

// The same two of which no session is kept for the next request: what a client's first one takes.
const SessionInterface& new_sessions()
{
    static const SessionInterface interface({.secret_key = secret, .session_cache_bytes = 0});
    return interface;
}

const SessionInterface& new_sealed_sessions()
{
    static const SessionInterface interface({.secret_key = secret,
                                             .session_format = SessionFormat::sealed(),
                                             .session_cache_bytes = 0});
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

using Sessions = const SessionInterface& (*)();

// The Cookie field of a client that has the session.
std::string cookie_of(Fill fill, Sessions of = sessions)
{
    SessionExchange exchange(of(), now);
    fill(exchange.session());
    const std::string field = exchange.finish().set_cookies[0];
    return field.substr(0, field.find(';'));
}

SessionExchange exchange_of(const std::string& cookie, Sessions of = sessions)
{
    SessionExchange exchange(of(), now);
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

void open_of(benchmark::State& state, Fill fill, Sessions of)
{
    const std::string cookie = cookie_of(fill, of);
    if (exchange_of(cookie, of).session().empty())
        throw std::logic_error("the cookie is not good");
    const AllocationCounter counter(state);
    for (auto _ : state) {
        SessionExchange exchange = exchange_of(cookie, of);
        benchmark::DoNotOptimize(exchange.session().contains("username"));
    }
}

void save_of(benchmark::State& state, Fill fill, Sessions of)
{
    SessionExchange exchange(of(), now);
    fill(exchange.session());
    (void)exchange.finish();
    const AllocationCounter counter(state);
    for (auto _ : state) {
        SavedSession saved = exchange.finish();
        benchmark::DoNotOptimize(saved.set_cookies.begin());
    }
}

void open(benchmark::State& state, Fill fill)
{
    open_of(state, fill, sessions);
}
void first_open(benchmark::State& state, Fill fill)
{
    open_of(state, fill, new_sessions);
}
void sealed_first_open(benchmark::State& state, Fill fill)
{
    open_of(state, fill, new_sealed_sessions);
}
void save(benchmark::State& state, Fill fill)
{
    save_of(state, fill, sessions);
}
void sealed_open(benchmark::State& state, Fill fill)
{
    open_of(state, fill, sealed_sessions);
}
void sealed_save(benchmark::State& state, Fill fill)
{
    save_of(state, fill, sealed_sessions);
}
void listed_open(benchmark::State& state, Fill fill)
{
    open_of(state, fill, listed_sessions);
}

// Sealing alone: no JSON, no Set-Cookie, and random bytes that are there.
void seal(benchmark::State& state, Fill)
{
    const formats::SealedCookie cookie({.keys = {{.secret = secret}}}, {.cookie_name = "session"});
    std::array<std::byte, 24> random{};
    const AllocationCounter counter(state);
    for (auto _ : state) {
        auto value = cookie.seal(R"({"username":"admin"})", {now, now, now}, Handle{}, random);
        benchmark::DoNotOptimize(value);
    }
}

// The random bytes that sealing takes from the system.
void random_bytes(benchmark::State& state, Fill)
{
    std::array<unsigned char, 24> bytes{};
    const AllocationCounter counter(state);
    for (auto _ : state) {
        signing::fill_random(bytes);
        benchmark::DoNotOptimize(bytes);
    }
}

// A session that is not among the million that ended.
void revocation_check(benchmark::State& state, Fill)
{
    Numbers numbers;
    const auto next = [&] {
        Handle handle;
        for (std::byte& byte : handle)
            byte = static_cast<std::byte>(numbers.next() >> 8);
        return handle;
    };
    static const auto list = [&] {
        auto full = local_revocations();
        for (int i = 0; i < 999'999; ++i)
            full->end_session({.handle = next(), .created = now}, {}, now + std::chrono::hours(1));
        return full;
    }();
    std::vector<Handle> others(4096);
    for (Handle& handle : others)
        handle = next();
    std::size_t i = 0;
    const AllocationCounter counter(state);
    for (auto _ : state) {
        const auto verdict = list->check(
            {.handle = others[i++ % others.size()], .created = now + std::chrono::seconds(1)}, now);
        benchmark::DoNotOptimize(verdict);
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
BENCHMARK_CAPTURE(first_open, small, fill_small);
BENCHMARK_CAPTURE(sealed_open, small, fill_small);
BENCHMARK_CAPTURE(sealed_first_open, small, fill_small);
BENCHMARK_CAPTURE(listed_open, small, fill_small);
BENCHMARK_CAPTURE(sealed_save, small, fill_small);
BENCHMARK_CAPTURE(seal, small, fill_small);
BENCHMARK_CAPTURE(random_bytes, small, fill_small);
BENCHMARK_CAPTURE(revocation_check, small, fill_small);
BENCHMARK_CAPTURE(hmac, 1k, fill_1k);
BENCHMARK_CAPTURE(open, 1k, fill_1k);
BENCHMARK_CAPTURE(save, 1k, fill_1k);
BENCHMARK_CAPTURE(sealed_open, 1k, fill_1k);
BENCHMARK_CAPTURE(sealed_save, 1k, fill_1k);
BENCHMARK_CAPTURE(hmac, 8k_compressed, fill_8k);
BENCHMARK_CAPTURE(open, 8k_compressed, fill_8k);
BENCHMARK_CAPTURE(save, 8k_compressed, fill_8k);

} // namespace

BENCHMARK_MAIN();
