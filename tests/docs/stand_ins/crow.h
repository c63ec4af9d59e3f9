#pragma once

// What docs/patterns/crow.md uses of Crow 1.0, declared after its headers, so that the page compiles where Crow is
// not installed.

#include <cstdint>
#include <string>
#include <type_traits>
#include <unordered_map>

#define CROW_ROUTE(app, url) app.route(url)

namespace crow {

using ci_map = std::unordered_multimap<std::string, std::string>; // names in any case

struct request {
    ci_map headers;
};

struct response {
    response() = default;
    response(std::string text);
    int code = 200;
    ci_map headers;
    void add_header(std::string key, std::string value);
    void clear();
};

struct Rule {
    template <class Function>
    void operator()(Function&&)
    {
        static_assert(std::is_invocable_r_v<response, Function, const request&>);
    }
};

template <class Middleware>
class App {
public:
    Rule route(const char* url);
    template <class T>
    T& get_middleware();
    template <class T>
    typename T::context& get_context(const request& request);
    App& port(std::uint16_t port);
    App& multithreaded();
    void run();
};

} // namespace crow
