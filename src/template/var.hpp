#pragma once

#include "template/ref.hpp"

#include <costrel/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::templates {

class Mapping;
class Object;
struct Items;

enum class Kind : std::uint8_t {
    missing, // a variable that nothing was put in
    undefined,
    none,
    boolean,
    integer,
    real,
    big, // an integer beyond 64 bits, in digits
    text,
    markup,
    lent_list, // those that are lent stand in the context and are never changed
    lent_tuple,
    lent_dict,
    list,
    tuple,
    dict,
    value, // bytes, a UUID, a time point
    object,
};

// A value as an expression sees it: it lends what the context holds, and shares what the rendering
// makes. Python's semantics of such values are functions beside it.
class Var {
public:
    union Content {
        bool boolean;
        std::int64_t integer;
        double real;
        struct {
            const char* data;
            std::size_t size;
        } text;
        const List* list;
        const Dict* dict;
        const Value* value;
        Items* items;
        Mapping* mapping;
        Object* object;
    };

    Kind kind = Kind::missing;
    bool has_message = false; // of undefined: the text is the whole sentence, not only a name
    Content as;
    Ref<Shared> owner; // of what `as` points to; none: it is lent

    Var() noexcept { as.text = {"", 0}; }
    static Var none() noexcept { return Var(Kind::none); }
    static Var boolean(bool value) noexcept;
    static Var integer(std::int64_t value) noexcept;
    static Var integer_of(std::size_t value) noexcept
    {
        return integer(static_cast<std::int64_t>(value));
    }
    static Var real(double value) noexcept;
    static Var big(std::string digits); // becomes an integer when it fits one
    static Var lent_text(std::string_view text, Kind kind = Kind::text) noexcept;
    static Var text(std::string text, Kind kind = Kind::text);
    static Var markup(std::string text) { return Var::text(std::move(text), Kind::markup); }
    // `name` outlives the rendering.
    static Var undefined(std::string_view name) noexcept;
    static Var undefined_because(std::string message);
    static Var list(std::vector<Var> values);
    static Var tuple(std::vector<Var> values);
    static Var dict();
    static Var of(Ref<Mapping> mapping);
    static Var object(Ref<Object> object);
    static Var lent_list(const List& list) noexcept;
    static Var lent_dict(const Dict& dict) noexcept;
    // Lends `value`, which `owner` owns or the context does.
    static Var of(const Value& value, const Ref<Shared>& owner = {}) noexcept;
    static Var owning(Value value);

    bool is_missing() const noexcept { return kind == Kind::missing; }
    bool is_undefined() const noexcept { return kind == Kind::undefined; }
    bool is_none() const noexcept { return kind == Kind::none; }
    bool is_text() const noexcept { return kind == Kind::text || kind == Kind::markup; }
    bool is_markup() const noexcept { return kind == Kind::markup; }
    bool is_whole() const noexcept { return kind == Kind::integer || kind == Kind::boolean; }
    bool is_number() const noexcept { return is_whole() || kind == Kind::real; }
    bool is_list() const noexcept { return kind == Kind::list || kind == Kind::lent_list; }
    bool is_tuple() const noexcept { return kind == Kind::tuple || kind == Kind::lent_tuple; }
    bool is_dict() const noexcept { return kind == Kind::dict || kind == Kind::lent_dict; }
    bool is_sequence() const noexcept { return is_list() || is_tuple(); }

    std::string_view view() const noexcept { return {as.text.data, as.text.size}; }
    std::int64_t whole() const noexcept // of is_whole()
    {
        return kind == Kind::boolean ? std::int64_t{as.boolean} : as.integer;
    }
    double number() const noexcept // of is_number()
    {
        return kind == Kind::real ? as.real : static_cast<double>(whole());
    }
    template <class T>
    T* object_as() const noexcept
    {
        return kind == Kind::object ? dynamic_cast<T*>(as.object) : nullptr;
    }

    // Of lists and tuples.
    std::size_t size() const noexcept;
    Var at(std::size_t index) const;

private:
    explicit Var(Kind its_kind) noexcept : kind(its_kind) { as.text = {"", 0}; }
};

// The values of a list or tuple that a template made.
struct Items : Shared {
    explicit Items(std::vector<Var> its_values) : values(std::move(its_values)) {}
    void let_go() noexcept override { std::vector<Var>().swap(values); }
    std::vector<Var> values;
    bool is_group = false; // a tuple of groupby, whose parts are named grouper and list
};

bool truth(const Var& value);
// The value for C++: what is undefined becomes null. Throws a Failure for what has no such form
// and what lies too deep.
Value to_value(const Var& value);

} // namespace costrel::inline v1::templates
