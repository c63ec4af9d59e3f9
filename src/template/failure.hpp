#pragma once

#include "template/var.hpp"

#include <costrel/template_error.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// What stops a rendering. It leaves as a TemplateError once its place is known.
struct Failure {
    TemplateError::Kind kind;
    std::string message;
    std::string place{}; // the innermost template
    std::uint32_t line = 0;
    bool is_placed = false;
};

// The limits of one rendering.
inline constexpr int max_depth = 200;                       // of macros, blocks and includes
inline constexpr std::size_t max_items = 1'000'000;         // of what a template makes
inline constexpr std::size_t max_text = 16 * 1024 * 1024;   // of a text that it makes
inline constexpr std::size_t max_output = 64 * 1024 * 1024; // of the page
inline constexpr std::size_t max_message = 4096;            // of what went wrong, in bytes

[[noreturn]] void fail_type(std::string message);
[[noreturn]] void fail_value(std::string message);
[[noreturn]] void fail_limit(std::string message);
[[noreturn]] void fail_range(); // of an integer that does not fit 64 bits
[[noreturn]] void fail_not_found(std::string message);
// Of a text that a template makes and of a page: asked for each of their parts, for a part may be
// as long as there are parts.
inline void require_room(const std::string& text)
{
    if (text.size() > max_text) [[unlikely]]
        fail_limit("a text of more than 16 MB in a template");
}
inline void require_page_room(const std::string& page)
{
    if (page.size() > max_output) [[unlikely]]
        fail_limit("a page of more than 64 MB");
}
// Python's UndefinedError of that value.
[[noreturn]] void fail_undefined(const Var& value);
inline void require_defined(const Var& value)
{
    if (value.is_undefined()) [[unlikely]]
        fail_undefined(value);
}

// Counts the values in each other, lists or generators, that an operation is in.
class Nesting {
public:
    Nesting()
    {
        if (depth() == max_depth)
            fail_limit("values nested too deep");
        ++depth();
    }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ~Nesting() { --depth(); }

private:
    static int& depth() noexcept;
};

} // namespace costrel::inline v1::templates
