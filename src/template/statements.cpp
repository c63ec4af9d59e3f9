#include "template/containers.hpp"
#include "template/evaluator.hpp"
#include "template/globals.hpp"
#include "template/loop.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

namespace costrel::inline v1::templates {

Evaluator::Flow Evaluator::execute(const Word* list, Frame& frame, std::string& out)
{
    for (Word i = 1; i <= list[0]; ++i) {
        const Word* const node = program_.at(list[i]);
        const NodeKind kind = kind_of(node);
        if (kind == NodeKind::data) { // half of all, without a call
            out += program_.text(node + 2);
            require_page_room(out);
        } else if (kind == NodeKind::print) {
            print_node(node, frame, out);
        } else if (const Flow flow = execute_one(node, frame, out); flow != Flow::on) {
            return flow;
        }
    }
    return Flow::on;
}

Evaluator::Flow Evaluator::execute_one(const Word* node, Frame& frame, std::string& out)
{
    frame.line = node[1];
    switch (kind_of(node)) {
    case NodeKind::branch:
        return branch(node, frame, out);
    case NodeKind::loop:
        return loop(node, frame, out);
    case NodeKind::recursive_loop:
        recursive_loop(node, frame, out);
        break;
    case NodeKind::set:
        assign(node[2], evaluate(node[3], frame), frame);
        break;
    case NodeKind::set_block:
        set_block(node, frame);
        break;
    case NodeKind::filter_block:
        return filter_block(node, frame, out);
    case NodeKind::with:
        return with(node, frame, out);
    case NodeKind::clear:
        frame.variable(node[2], node[3]) = Var();
        break;
    case NodeKind::alias:
        frame.variable(node[2], node[3]) = frame.variable(node[4], node[5]);
        break;
    case NodeKind::resolve:
        frame.variable(node[2], node[3]) = look_up(program_.text(node + 4), *frame.context);
        break;
    case NodeKind::set_self:
        frame.variable(node[2], node[3]) = self_of(frame);
        break;
    case NodeKind::set_super:
        frame.variable(node[2], node[3]) = super_of(program_.text(node + 4), frame);
        break;
    case NodeKind::fallback:
        if (frame.variable(node[2], node[3]).is_missing()) {
            Var value = evaluate(node[4], frame);
            frame.variable(node[2], node[3]) = std::move(value);
        }
        break;
    case NodeKind::autoescape:
        return autoescape(node, frame, out);
    case NodeKind::call_block:
        call_block(node, frame, out);
        break;
    case NodeKind::extends:
        extend(node, frame);
        break;
    case NodeKind::block:
        block(node, frame, out);
        break;
    case NodeKind::include:
        include(node, frame, out);
        break;
    case NodeKind::import:
        import(node, frame);
        break;
    case NodeKind::from_import:
        from_import(node, frame);
        break;
    case NodeKind::evaluate:
        evaluate(node[2], frame);
        break;
    case NodeKind::mistake:
        throw Failure{TemplateError::Kind::syntax, std::string(program_.text(node + 2))};
    case NodeKind::leave:
        return Flow::leave;
    case NodeKind::proceed:
        return Flow::proceed;
    case NodeKind::unless_extended:
        if (!frame.extended)
            return execute(node + 2, frame, out);
        break;
    default:
        break; // no statement: the program is checked
    }
    return Flow::on;
}

void Evaluator::print_node(const Word* node, Frame& frame, std::string& out)
{
    frame.line = node[1];
    const Word* const expression = program_.at(node[2]);
    const bool escapes = node[3] != 0;
    if (escapes && kind_of(expression) == NodeKind::attribute) { // a text of the context as it is
        if (const Var* const of = borrowed(program_.at(expression[2]), frame)) {
            if (const Value* const entry = lent_entry(*of, program_.text(expression + 3))) {
                if (const auto* const text = entry->as<std::string>())
                    append_escaped(out, *text);
                else
                    append_escaped(out, Var::of(*entry));
                require_page_room(out);
                return;
            }
        }
    }
    print(evaluate(node[2], frame), escapes, out);
}

void Evaluator::print(const Var& value, bool escapes, std::string& out)
{
    if (escapes) {
        append_escaped(out, value);
    } else {
        const std::size_t size = out.size();
        append_text(out, value);
        require_utf8(std::string_view(out).substr(size));
    }
    require_page_room(out);
}

Evaluator::Flow Evaluator::branch(const Word* node, Frame& frame, std::string& out)
{
    const Word* then = node + 3;
    return execute(is_true(node[2], frame) ? then : then + 1 + then[0], frame, out);
}

void Evaluator::assign(Word target, const Var& value, Frame& frame)
{
    const Word* node = program_.at(target);
    if (kind_of(node) == NodeKind::target_local) {
        frame.variable(node[2], node[3]) = value;
        if (node[6] == 0)
            return;
        const std::string_view name = program_.text(node + 4);
        frame.context->set(name, value);
        if ((node[6] & (flags::is_exported | flags::not_exported)) != 0)
            frame.context->set_exported(name, (node[6] & flags::is_exported) != 0);
    } else if (kind_of(node) == NodeKind::target_tuple) {
        const std::vector<Var> parts = unpacked(value, node[2]);
        for (Word i = 0; i < node[2]; ++i)
            assign(node[3 + i], parts[i], frame);
    } else {
        auto* its_namespace = evaluate(node[2], frame).object_as<Namespace>();
        if (!its_namespace)
            fail_value("cannot assign attribute on non-namespace object");
        require_apart(value, its_namespace);
        its_namespace->set(Var::lent_text(program_.text(node + 3)), value);
    }
}

Evaluator::Flow Evaluator::loop(const Word* node, Frame& frame, std::string& out)
{
    Words words(node);
    const Word target = words.next();
    const Word values_node = words.next();
    const Word test = words.next();
    const Word test_target = words.next();
    const Word* const body = words.place();
    const Word* const otherwise = body + 1 + body[0];
    const Word* const rest = otherwise + 1 + otherwise[0];
    const Word how = rest[0];
    Var values = evaluate(values_node, frame);
    if (test != 0)
        values = generator([this, its_frame = Ref<Frame>(&frame), all = Iterator(values), test,
                            test_target](Var& value) mutable {
            while (all.next(value)) {
                assign(test_target, value, *its_frame);
                if (is_true(test, *its_frame)) {
                    if (const Word* its_target = program_.at(test_target);
                        kind_of(its_target) == NodeKind::target_tuple)
                        value = Var::tuple(unpacked(value, its_target[2]));
                    return true;
                }
            }
            return false;
        });
    bool is_done = false; // at least one round came to its end
    Var value;
    const auto round = [&] {
        assign(target, value, frame);
        const Flow flow = execute(body, frame, out);
        is_done = is_done || flow == Flow::on;
        return flow != Flow::leave;
    };
    if ((how & flags::has_loop) != 0) {
        const auto loop = make<Loop>(std::move(values), frame.loop_depth);
        if ((how & flags::is_recursive) != 0)
            loop->recurse_in(*this, frame, (how & flags::escapes) != 0);
        Var& variable = frame.variable(rest[1], rest[2]);
        while (loop->advance(value)) {
            variable = Var::object(loop);
            if (!round())
                break;
        }
        frame.variable(rest[1], rest[2]) = Var();
    } else {
        Iterator iterator(std::move(values));
        while (iterator.next(value))
            if (!round())
                break;
    }
    return is_done ? Flow::on : execute(otherwise, frame, out);
}

void Evaluator::recursive_loop(const Word* node, Frame& frame, std::string& out)
{
    out += run_loop(node[3], Ref<Frame>(&frame), *frame.unit, frame.context,
                    evaluate(node[2], frame), 0);
    require_page_room(out);
}

std::string Evaluator::run_loop(Word function, const Ref<Frame>& outer, const Program::Unit& unit,
                                const Ref<Context>& context, Var values, int depth)
{
    const auto frame = frame_of(function, unit, outer, context);
    frame->loop_depth = depth;
    const Word* node = program_.at(function);
    if (node[4] > 0) // its only parameter: name and variable
        frame->variable(node[7], node[8]) = std::move(values);
    std::string out;
    run(frame, out);
    return out;
}

void Evaluator::set_block(const Word* node, Frame& frame)
{
    const Word* const body = node + 3;
    const Word* const rest = body + 1 + body[0];
    std::string text;
    execute(body, frame, text);
    Var value = Var::text(std::move(text), rest[1] != 0 ? Kind::markup : Kind::text);
    if (rest[0] != 0) {
        const Var captured = std::move(value);
        const Var* const before = std::exchange(captured_, &captured);
        value = evaluate(rest[0], frame);
        captured_ = before;
    }
    if (frame.context->escaping->is_on && !value.is_markup())
        value = Var::markup(text_of(value));
    else if (!frame.context->escaping->is_on && rest[0] == 0)
        value.kind = Kind::text;
    assign(node[2], value, frame);
}

Evaluator::Flow Evaluator::filter_block(const Word* node, Frame& frame, std::string& out)
{
    const Word* const body = node + 2;
    const Word* const rest = body + 1 + body[0];
    std::string text;
    const Flow flow = execute(body, frame, text);
    if (flow != Flow::on)
        return flow; // what was captured is dropped
    const Var captured = Var::text(std::move(text), rest[1] != 0 ? Kind::markup : Kind::text);
    const Var* const before = std::exchange(captured_, &captured);
    const Var value = evaluate(rest[0], frame);
    captured_ = before;
    if (!value.is_text())
        fail_type("sequence item: expected str instance, " + std::string(type_name(value)) +
                  " found");
    print(value, false, out);
    return Flow::on;
}

Evaluator::Flow Evaluator::with(const Word* node, Frame& frame, std::string& out)
{
    Words words(node);
    for (Word count = words.next(); count > 0; --count) {
        const Word target = words.next();
        assign(target, evaluate(words.next(), frame), frame);
    }
    return execute(words.place(), frame, out);
}

Evaluator::Flow Evaluator::autoescape(const Word* node, Frame& frame, std::string& out)
{
    const bool before = std::exchange(frame.context->escaping->is_on, node[2] != 0);
    const Flow flow = execute(node + 3, frame, out);
    frame.context->escaping->is_on = before;
    return flow;
}

void Evaluator::call_block(const Word* node, Frame& frame, std::string& out)
{
    const Var caller = evaluate(node[2], frame);
    if (kind_of(program_.at(node[3])) != NodeKind::call)
        fail_type("a call block without a call");
    const Var value = call_value(program_.at(node[3]), frame, &caller);
    print(value, false, out);
}

} // namespace costrel::inline v1::templates
