#pragma once

#include <costrel/session/format.hpp>
#include <costrel/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::interop {

// Collects why a value cannot be kept, and where it stands, while a writer returns from it: each
// level puts its own step before the path.
class Refusal {
public:
    // All of these give false, so that a writer says `return rejection.refuse(…)`.
    bool refuse(std::string what)
    {
        error_.what = std::move(what);
        return false;
    }
    bool refuse_type(const Value& value) { return refuse(name_of(value)); }
    bool within(std::string_view key)
    {
        const bool dot = !error_.path.empty() && error_.path.front() != '[';
        error_.path.insert(0, std::string(key) + (dot ? "." : ""));
        return false;
    }
    bool within(std::size_t index)
    {
        const bool dot = !error_.path.empty() && error_.path.front() != '[';
        error_.path.insert(0, "[" + std::to_string(index) + (dot ? "]." : "]"));
        return false;
    }

    CannotCarry take() { return std::move(error_); }

private:
    static std::string name_of(const Value& value)
    {
        if (value.is_null())
            return "null";
        const std::string_view name = value.type_name();
        return (name == "int" ? "an " : name == "bytes" ? "" : "a ") + std::string(name);
    }

    CannotCarry error_;
};

inline constexpr std::string_view not_utf8 = "text that is not UTF-8";

// How deep lists and dicts may lie in each other, in every format: what is written can be read.
inline constexpr std::size_t max_depth = 128;
inline constexpr std::size_t max_depth_of_ruby = 100;

} // namespace costrel::inline v1::interop
