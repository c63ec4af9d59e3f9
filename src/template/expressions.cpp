#include "template/evaluator.hpp"
#include "template/globals.hpp"
#include "template/lent.hpp"
#include "template/loop.hpp"
#include "template/macro.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

#include <bit>

namespace costrel::inline v1::templates {

namespace {

std::uint64_t number_at(const Word* place)
{
    return place[0] | std::uint64_t{place[1]} << 32;
}

using Operator = Var (*)(const Var&, const Var&);

Operator operator_of(NodeKind kind) noexcept
{
    switch (kind) {
    case NodeKind::add:
        return add;
    case NodeKind::subtract:
        return subtract;
    case NodeKind::multiply:
        return multiply;
    case NodeKind::divide:
        return divide;
    case NodeKind::floor_divide:
        return floor_divide;
    case NodeKind::modulo:
        return modulo;
    default:
        return power;
    }
}

bool holds(Word op, const Var& left, const Var& right)
{
    switch (op) {
    case 0:
        return equal(left, right);
    case 1:
        return !equal(left, right);
    case 2:
        return less(left, right, "<");
    case 3:
        return less_or_equal(left, right, "<=");
    case 4:
        return less(right, left, ">");
    case 5:
        return less_or_equal(right, left, ">=");
    case 6:
        return contains(right, left);
    default:
        return !contains(right, left);
    }
}

Var safe(const Var& value)
{
    if (value.is_text()) {
        Var markup = value;
        markup.kind = Kind::markup;
        return markup;
    }
    return Var::markup(text_of(value));
}

} // namespace

// The variable itself instead of a copy, for an operation that leaves all variables alone;
// nullptr where it is no variable, or an object, which may do what it likes.
const Var* Evaluator::borrowed(const Word* node, Frame& frame) noexcept
{
    if (kind_of(node) != NodeKind::local && kind_of(node) != NodeKind::name)
        return nullptr;
    const Var& variable = frame.variable(node[2], node[3]);
    return variable.is_missing() || variable.kind == Kind::object ? nullptr : &variable;
}

bool Evaluator::is_true(Word node, Frame& frame)
{
    const Word* at = program_.at(node);
    switch (kind_of(at)) {
    case NodeKind::negation:
        return !is_true(at[2], frame);
    case NodeKind::conjunction:
        return is_true(at[2], frame) && is_true(at[3], frame);
    case NodeKind::disjunction:
        return is_true(at[2], frame) || is_true(at[3], frame);
    case NodeKind::comparison:
        return compare(at, frame);
    case NodeKind::test:
        return test_value(at, frame);
    case NodeKind::attribute:
        if (const Var* const of = borrowed(program_.at(at[2]), frame))
            if (const Value* const entry = lent_entry(*of, program_.text(at + 3)))
                return truth(Var::of(*entry));
        return truth(evaluate(node, frame));
    default:
        return truth(evaluate(node, frame));
    }
}

// The most frequent ones, apart from the others, whose variables would make each call dear.
Var Evaluator::evaluate(Word node, Frame& frame)
{
    const Word* at = program_.at(node);
    switch (kind_of(at)) {
    case NodeKind::local: {
        const Var& variable = frame.variable(at[2], at[3]);
        return variable.is_missing() ? Var::undefined(program_.text(at + 4)) : variable;
    }
    case NodeKind::name:
        return name_value(at, frame);
    case NodeKind::attribute:
        if (const Var* const of = borrowed(program_.at(at[2]), frame))
            return attribute_of(*of, program_.text(at + 3));
        return attribute_of(evaluate(at[2], frame), program_.text(at + 3));
    case NodeKind::text:
        return Var::lent_text(program_.text(at + 2));
    default:
        return evaluate_other(node, frame);
    }
}

Var Evaluator::evaluate_other(Word node, Frame& frame)
{
    const Word* at = program_.at(node);
    switch (const NodeKind kind = kind_of(at)) {
    case NodeKind::null:
        return Var::none();
    case NodeKind::yes:
        return Var::boolean(true);
    case NodeKind::no:
        return Var::boolean(false);
    case NodeKind::integer:
        return Var::integer(static_cast<std::int64_t>(number_at(at + 2)));
    case NodeKind::real:
        return Var::real(std::bit_cast<double>(number_at(at + 2)));
    case NodeKind::big:
        return Var::lent_text(program_.text(at + 2), Kind::big);
    case NodeKind::markup:
        return Var::lent_text(program_.text(at + 2), Kind::markup);
    case NodeKind::raw_local:
        return frame.variable(at[2], at[3]);
    case NodeKind::item: {
        const Var value = evaluate(at[2], frame);
        return item_of(value, evaluate(at[3], frame));
    }
    case NodeKind::slice: {
        const Var value = evaluate(at[2], frame);
        const auto part = [&](Word its_node) {
            return its_node == 0 ? Var::none() : evaluate(its_node, frame);
        };
        const Var start = part(at[3]);
        const Var stop = part(at[4]);
        return slice_of(value, start, stop, part(at[5]));
    }
    case NodeKind::call:
        return call_value(at, frame, nullptr);
    case NodeKind::filter:
        return filter_value(at, frame);
    case NodeKind::test:
    case NodeKind::negation:
    case NodeKind::comparison:
        return Var::boolean(is_true(node, frame));
    case NodeKind::conjunction: {
        Var left = evaluate(at[2], frame);
        return truth(left) ? evaluate(at[3], frame) : left;
    }
    case NodeKind::disjunction: {
        Var left = evaluate(at[2], frame);
        return truth(left) ? left : evaluate(at[3], frame);
    }
    case NodeKind::condition:
        return evaluate(is_true(at[2], frame) ? at[3] : at[4], frame);
    case NodeKind::absent:
        return Var::undefined_because(std::string(program_.text(at + 2)));
    case NodeKind::add:
    case NodeKind::subtract:
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::floor_divide:
    case NodeKind::modulo:
    case NodeKind::power: {
        const Var left = evaluate(at[2], frame);
        return operator_of(kind)(left, evaluate(at[3], frame));
    }
    case NodeKind::negative:
        return negative(evaluate(at[2], frame));
    case NodeKind::positive:
        return positive(evaluate(at[2], frame));
    case NodeKind::concatenation:
        return concatenate(at, frame);
    case NodeKind::list:
    case NodeKind::tuple:
        return list_value(at, frame, kind == NodeKind::tuple);
    case NodeKind::dict:
        return dict_value_of(at, frame);
    case NodeKind::mark_safe:
        return safe(evaluate(at[2], frame));
    case NodeKind::mark_safe_if_escaping: {
        Var value = evaluate(at[2], frame);
        return frame.context->escaping->is_on ? safe(value) : value;
    }
    case NodeKind::macro:
        return Var::object(make<Macro>(*this, at, Ref<Frame>(&frame)));
    case NodeKind::loop_part: {
        const Var& variable = frame.variable(at[2], at[3]);
        if (auto* loop = variable.kind == Kind::object ? variable.as.object->as_loop() : nullptr)
            if (auto part = loop->part(at[6]))
                return *std::move(part);
        return attribute_of(variable, program_.text(at + 4));
    }
    default:
        return Var::none(); // no expression: the program is checked
    }
}

Var Evaluator::name_value(const Word* node, Frame& frame)
{
    Var& kept = frame.variable(node[2], node[3]);
    if (kept.is_missing())
        kept = look_up(program_.text(node + 4), *frame.context);
    return kept.is_missing() ? Var::undefined(program_.text(node + 4)) : kept;
}

Var Evaluator::look_up(std::string_view name, const Context& context)
{
    if (const Var* found = context.find(name))
        return *found;
    if (context.sees_data) {
        if (auto found = find_in(data_, name))
            return *std::move(found);
        if (const Value* found = surroundings_.from_processors(name))
            return Var::of(*found);
    }
    if (auto found = surroundings_.global(name))
        return *std::move(found);
    return global(name).value_or(Var());
}

bool Evaluator::compare(const Word* node, Frame& frame)
{
    Words words(node);
    Var left = evaluate(words.next(), frame);
    for (Word count = words.next(); count > 0; --count) {
        const Word op = words.next();
        Var right = evaluate(words.next(), frame);
        if (!holds(op, left, right))
            return false;
        left = std::move(right);
    }
    return true;
}

Var Evaluator::concatenate(const Word* node, Frame& frame)
{
    Words words(node);
    const bool escapes = words.next() != 0;
    std::vector<Var> parts;
    for (Word count = words.next(); count > 0; --count)
        parts.push_back(evaluate(words.next(), frame));
    bool is_markup = false;
    for (const Var& part : parts)
        is_markup = is_markup || (escapes && part.is_markup());
    std::string out;
    for (const Var& part : parts) {
        if (!is_markup)
            append_text(out, part);
        else if (part.is_markup())
            out += part.view();
        else
            append_escaped(out, std::string_view(text_of(part)));
        require_room(out);
    }
    return Var::text(std::move(out), is_markup ? Kind::markup : Kind::text);
}

Var Evaluator::list_value(const Word* node, Frame& frame, bool is_tuple)
{
    Words words(node);
    std::vector<Var> values;
    for (Word count = words.next(); count > 0; --count)
        values.push_back(evaluate(words.next(), frame));
    return is_tuple ? Var::tuple(std::move(values)) : Var::list(std::move(values));
}

Var Evaluator::dict_value_of(const Word* node, Frame& frame)
{
    Words words(node);
    Var dict = Var::dict();
    for (Word count = words.next(); count > 0; --count) {
        const Var key = evaluate(words.next(), frame);
        dict.as.mapping->set(key, evaluate(words.next(), frame));
    }
    return dict;
}

} // namespace costrel::inline v1::templates
