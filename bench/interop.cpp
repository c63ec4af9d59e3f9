// What opening and saving a small session costs in each format of another framework.
// bench/interop.py puts the frameworks themselves beside it: they open what `bench_interop
// --cookies` prints.
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
#include <costrel/json.hpp>

#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace costrel;

namespace {

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
const Dict session{{"user", "alice"}, {"theme", "dark"}, {"csrf", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA"}};

std::vector<OutCookie> cookies_of(const SessionFormat& format, std::chrono::sys_seconds time = now)
{
    static const std::string random(128, 'r');
    return format.save({session, time, time, Handle{}, std::as_bytes(std::span(random))}).value();
}

std::string field_of(const SessionFormat& format, std::chrono::sys_seconds time)
{
    std::string field;
    for (const OutCookie& cookie : cookies_of(format, time))
        field += (field.empty() ? "" : "; ") + cookie.name + '=' + cookie.value;
    return field;
}

void open(benchmark::State& state, const std::shared_ptr<const SessionFormat>& format)
{
    const std::string field = field_of(*format, now);
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
    if (argc == 2 && std::string_view(argv[1]) == "--cookies") {
        Dict fields;
        for (const auto& [name, format] : formats())
            fields.set(name, field_of(*format, std::chrono::floor<std::chrono::seconds>(
                                                   std::chrono::system_clock::now())));
        std::puts(json_dumps(fields).c_str());
        return 0;
    }
    for (const auto& [name, format] : formats()) {
        benchmark::RegisterBenchmark(("open/" + name).c_str(), open, format);
        benchmark::RegisterBenchmark(("save/" + name).c_str(), save, format);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
