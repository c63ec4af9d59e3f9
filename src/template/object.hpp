#pragma once

#include "template/mapping.hpp"
#include "template/var.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

class Loop;
class Rendering;
struct Method;

// What a call passes.
struct Arguments {
    std::vector<Var> positional;
    std::vector<std::pair<std::string_view, Var>> named; // the names outlive the rendering

    const Var* find(std::string_view name) const noexcept
    {
        for (const auto& [key, value] : named)
            if (key == name)
                return &value;
        return nullptr;
    }
};

// A value with a behaviour of its own: a loop, a macro, a view of the request.
class Object : public Shared {
public:
    // What Python's type(…).__name__ says.
    virtual std::string_view type_name() const { return "object"; }
    // With its module, as in "'jinja2.runtime.Macro object' has no attribute".
    virtual std::string type_in_messages() const { return std::string(type_name()) + " object"; }
    virtual std::optional<Var> attribute(std::string_view) { return std::nullopt; }
    virtual std::span<const Method> methods() const noexcept; // of Python's type
    virtual std::optional<Var> item(const Var&) { return std::nullopt; }
    // value[start:stop:step]; nothing: it has none.
    virtual std::optional<Var> slice(const Var&, const Var&, const Var&) { return std::nullopt; }
    virtual bool is_callable() const { return false; }
    virtual Var call(Rendering& rendering, const Arguments& arguments);
    // Python's str(), and whether that is markup.
    virtual std::string text() { return repr(); }
    virtual bool is_html() const { return false; }
    virtual std::string repr();
    virtual bool is_true() { return true; }
    virtual std::optional<std::size_t> length() { return std::nullopt; } // nothing: no len()
    virtual bool is_iterable() const { return false; }
    virtual bool is_mapping() const { return false; }
    // The dict of what a mapping holds, of each key its first value; nothing: it is no mapping.
    virtual std::optional<Var> dict() { return std::nullopt; }
    // A view of a dict, whose iteration ends when the dict changes its size.
    virtual bool is_dict_view() const { return false; }
    virtual bool is_sequence() const { return false; } // it has a length and items
    // The list or dict of the same content, for JSON and for C++; nothing: it has no such form.
    virtual std::optional<Var> plain() { return std::nullopt; }
    virtual Loop* as_loop() noexcept { return nullptr; }
    // The value at the place where `state`, at first 0, has come to; false at the end.
    virtual bool next(std::size_t& state, Var& out);
    virtual bool has_item(const Var& searched);
    virtual bool is_equal(const Object&) const { return false; } // to another one
    // As a key of a dict: the same for objects that are one key, and no others. What is equal to
    // no other object is itself.
    using Identity = std::array<std::int64_t, 4>;
    virtual Identity identity() const noexcept;
};

// Goes through whatever Python iterates; throws Python's TypeError when that is nothing.
class Iterator {
public:
    Iterator() = default; // through nothing
    explicit Iterator(Var iterable);
    bool next(Var& out);
    // How many there are in all, where Python's len() knows.
    std::optional<std::size_t> length() const;

private:
    bool has_next_entry();

    Var iterable_;
    std::size_t at_ = 0;
    std::size_t size_ = 0; // of a dict, or a view of one, when the iteration began
    bool is_of_dict_ = false;
};

// A mapping as the dict of what it holds; any other value as it is.
Var as_dict(const Var& value);

// Both are limited.
std::vector<Var> rest_of(Iterator& iterator);
std::vector<Var> all_of(const Var& iterable);

} // namespace costrel::inline v1::templates
