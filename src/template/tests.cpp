#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/filters.hpp"
#include "template/mapping.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/rendering.hpp"

namespace costrel::inline v1::templates {

namespace {

const Var& argument(const FilterCall& call)
{
    return call.bound.at(0);
}

template <int rest>
bool is_rest_of_two(const FilterCall& call)
{
    return equal(modulo(call.value, Var::integer(2)), Var::integer(rest));
}

bool is_same(const FilterCall& call)
{
    const Var& left = call.value;
    const Var& right = argument(call);
    if (left.kind != right.kind)
        return false;
    switch (left.kind) {
    case Kind::lent_list:
    case Kind::lent_tuple:
        return left.as.list == right.as.list;
    case Kind::lent_dict:
        return left.as.dict == right.as.dict;
    case Kind::list:
    case Kind::tuple:
        return left.as.items == right.as.items;
    case Kind::dict:
        return left.as.mapping == right.as.mapping;
    case Kind::object:
        return left.as.object == right.as.object;
    default:
        return equal(left, right);
    }
}

bool is_sequence(const FilterCall& call)
{
    const Var& value = call.value;
    return value.is_sequence() || value.is_dict() || value.is_text() || value.is_undefined() ||
           (value.kind == Kind::object && value.as.object->is_sequence());
}

bool is_iterable(const FilterCall& call)
{
    const Var& value = call.value;
    return value.is_sequence() || value.is_dict() || value.is_text() || value.is_undefined() ||
           (value.kind == Kind::object && value.as.object->is_iterable());
}

template <bool is_upper>
bool is_in_case_of(const FilterCall& call)
{
    return is_in_case(text_of(call.value), is_upper);
}

template <bool (Rendering::*has)(std::string_view) const>
bool is_name(const FilterCall& call)
{
    require_hashable(call.value);
    return call.value.is_text() && (call.rendering.*has)(call.value.view());
}

constexpr Test test(std::string_view name, std::string_view parameters,
                    bool (*run)(const FilterCall&))
{
    return {Signature::of(name, parameters), run};
}

template <Kind kind>
bool is_kind(const FilterCall& call)
{
    return call.value.kind == kind;
}

template <bool expected>
bool is_boolean(const FilterCall& call)
{
    return call.value.kind == Kind::boolean && call.value.as.boolean == expected;
}

bool is_equal(const FilterCall& call)
{
    return equal(call.value, argument(call));
}
bool is_greater(const FilterCall& call)
{
    return less(argument(call), call.value, ">");
}
bool is_greater_or_equal(const FilterCall& call)
{
    return less_or_equal(argument(call), call.value, ">=");
}
bool is_less(const FilterCall& call)
{
    return less(call.value, argument(call));
}
bool is_less_or_equal(const FilterCall& call)
{
    return less_or_equal(call.value, argument(call));
}
bool is_unequal(const FilterCall& call)
{
    return !equal(call.value, argument(call));
}

constexpr Test tests[] = {
    test("!=", "/b", is_unequal),
    test("<", "/b", is_less),
    test("<=", "/b", is_less_or_equal),
    test("==", "/b", is_equal),
    test(">", "/b", is_greater),
    test(">=", "/b", is_greater_or_equal),
    test("boolean", "", is_kind<Kind::boolean>),
    test("callable", "",
         [](const FilterCall& call) {
             return call.value.is_undefined() ||
                    (call.value.kind == Kind::object && call.value.as.object->is_callable());
         }),
    test("defined", "", [](const FilterCall& call) { return !call.value.is_undefined(); }),
    test("divisibleby", "num",
         [](const FilterCall& call) {
             return equal(modulo(call.value, argument(call)), Var::integer(0));
         }),
    test("eq", "/b", is_equal),
    test("equalto", "/b", is_equal),
    test("escaped", "", [](const FilterCall& call) { return has_html(call.value); }),
    test("even", "", is_rest_of_two<0>),
    test("false", "", is_boolean<false>),
    test("filter", "", is_name<&Rendering::has_filter>),
    test("float", "", is_kind<Kind::real>),
    test("ge", "/b", is_greater_or_equal),
    test("greaterthan", "/b", is_greater),
    test("gt", "/b", is_greater),
    test("in", "seq", [](const FilterCall& call) { return contains(argument(call), call.value); }),
    test("integer", "",
         [](const FilterCall& call) {
             return call.value.kind == Kind::integer || call.value.kind == Kind::big;
         }),
    test("iterable", "", is_iterable),
    test("le", "/b", is_less_or_equal),
    test("lessthan", "/b", is_less),
    test("lower", "", is_in_case_of<false>),
    test("lt", "/b", is_less),
    test("mapping", "",
         [](const FilterCall& call) {
             return call.value.is_dict() ||
                    (call.value.kind == Kind::object && call.value.as.object->is_mapping());
         }),
    test("ne", "/b", is_unequal),
    test("none", "", is_kind<Kind::none>),
    test("number", "",
         [](const FilterCall& call) {
             return call.value.is_number() || call.value.kind == Kind::big;
         }),
    test("odd", "", is_rest_of_two<1>),
    test("sameas", "other", is_same),
    test("sequence", "", is_sequence),
    test("string", "", [](const FilterCall& call) { return call.value.is_text(); }),
    test("test", "", is_name<&Rendering::has_test>),
    test("true", "", is_boolean<true>),
    test("undefined", "", is_kind<Kind::undefined>),
    test("upper", "", is_in_case_of<true>),
};

} // namespace

const Test* find_test(std::string_view name) noexcept
{
    for (const Test& test : tests)
        if (test.signature.name == name)
            return &test;
    return nullptr;
}

bool apply(const Test& test, Rendering& rendering, const Var& value, const Arguments& arguments)
{
    return test.run({rendering, value, Bound(test.signature, arguments), arguments});
}

} // namespace costrel::inline v1::templates
