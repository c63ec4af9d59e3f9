// What opening and saving a small session costs in each format of another framework, beside one
// HMAC: docs/frameworks.
#include <costrel/interop/authjs.hpp>
#include <costrel/interop/cookie_crate.hpp>
#include <costrel/interop/cookie_session.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/gorilla.hpp>
#include <costrel/interop/hono.hpp>
#include <costrel/interop/iron_session.hpp>
#include <costrel/interop/phoenix.hpp>
#include <costrel/interop/play.hpp>
#include <costrel/interop/rails.hpp>
#include <costrel/interop/secure_session.hpp>
#include <costrel/interop/starlette.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

using namespace costrel;

namespace {

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
const Dict session{{"user", "alice"}, {"theme", "dark"}, {"csrf", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA"}};

std::vector<OutCookie> cookies_of(const SessionFormat& format)
{
    static const std::string random(128, 'r');
    return format.save({session, now, now, Handle{}, std::as_bytes(std::span(random))}).value();
}

void open(benchmark::State& state, const std::shared_ptr<const SessionFormat>& format)
{
    std::string field;
    for (const OutCookie& cookie : cookies_of(*format))
        field += cookie.name + '=' + cookie.value + "; ";
    for (auto _ : state) {
        const SealedContent content = format->open(CookieField(field), now);
        auto values = format->read(content.content);
        benchmark::DoNotOptimize(values);
    }
}

void save(benchmark::State& state, const std::shared_ptr<const SessionFormat>& format)
{
    for (auto _ : state) {
        auto cookies = cookies_of(*format);
        benchmark::DoNotOptimize(cookies);
    }
}

std::vector<std::pair<std::string, std::shared_ptr<const SessionFormat>>> formats()
{
    const std::string key(32, 'k');
    const std::string long_key(64, 'k');
    return {
        {"authjs", interop::authjs({.secrets = {key}})},
        {"cookie_crate",
         interop::json_session(interop::cookie_crate({.key = long_key, .cookie_name = "s"}))},
        {"cookie_session", interop::cookie_session({.keys = {key}})},
        {"django", interop::django({.secret_key = key})},
        {"gorilla", interop::gorilla({.key_pairs = {{key, key}}, .cookie_name = "s"})},
        {"hono", interop::json_session(interop::hono_cookie({.secret = key, .cookie_name = "s"}))},
        {"iron_session", interop::iron_session({.passwords = {{1, key}}, .cookie_name = "s"})},
        {"phoenix_encrypted",
         interop::phoenix(
             {.secret_key_base = long_key, .cookie_name = "s", .encryption_salt = "salt"})},
        {"phoenix_signed",
         interop::phoenix(
             {.secret_key_base = long_key, .cookie_name = "s", .signing_salt = "salt"})},
        {"play", interop::play({.secret_key = key})},
        {"rails", interop::rails({.secret_key_base = key, .cookie_name = "s"})},
        {"secure_session", interop::secure_session({.keys = {key}})},
        {"starlette", interop::starlette({.secret_key = key})},
    };
}

} // namespace

int main(int argc, char** argv)
{
    for (const auto& [name, format] : formats()) {
        benchmark::RegisterBenchmark(("open/" + name).c_str(), open, format);
        benchmark::RegisterBenchmark(("save/" + name).c_str(), save, format);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
