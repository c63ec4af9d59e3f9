#include "template/block_reference.hpp"
#include "template/evaluator.hpp"
#include "template/mapping.hpp"
#include "template/module.hpp"
#include "template/python_text.hpp"

// What one template takes from another: its layout, blocks, includes and imports.
namespace costrel::inline v1::templates {

void Evaluator::run_root(const Program::Unit& unit, const Ref<Context>& context, std::string& out)
{
    const auto frame = frame_of(unit.root, unit, {}, context);
    run(frame, out);
    if (frame->extended) {
        const Nested nested(*this);
        run_root(*frame->extended, context, out);
    }
}

void Evaluator::run_block(const Context::BlockFunction& block, const Ref<Context>& context,
                          std::string& out)
{
    run(frame_of(block.function, *block.unit, {}, context), out);
}

void Evaluator::extend(const Word* node, Frame& frame)
{
    if (frame.extended)
        fail_value("extended multiple times");
    const Program::Unit& parent = unit_of(evaluate(node[2], frame), flags::one_name);
    frame.context->blocks->units.push_back(&parent);
    frame.extended = &parent;
}

void Evaluator::block(const Word* node, Frame& frame, std::string& out)
{
    Words words(node);
    const std::string_view name = program_.text(words.next_text());
    const Word how = words.next();
    if ((how & flags::unless_extended) != 0 && frame.extended)
        return;
    const auto function = frame.context->blocks->find(name, 0);
    if (!function)
        fail_value("there is no block " + repr(name));
    if ((how & flags::is_required) != 0 && !frame.context->blocks->find(name, 1))
        fail_value("Required block " + repr(name) + " not found");
    if ((how & flags::is_scoped) == 0) {
        run_block(*function, frame.context, out);
        return;
    }
    const auto derived = make<Context>();
    derived->unit = frame.context->unit;
    derived->lent = frame.context->all_with(locals(words, frame));
    derived->sees_data = frame.context->sees_data;
    derived->blocks = frame.context->blocks;
    derived->escaping = frame.context->escaping;
    run_block(*function, derived, out);
}

NamedVars Evaluator::locals(Words& words, Frame& frame)
{
    NamedVars variables;
    for (Word count = words.next(); count > 0; --count) {
        const std::string_view name = program_.text(words.next_text());
        variables.emplace_back(name, evaluate(words.next(), frame));
    }
    return variables;
}

const Program::Unit* Evaluator::find_unit(const Var& name, Word how)
{
    if ((how & flags::selects) == 0) {
        if (name.is_text())
            return program_.find(name.view());
        require_defined(name);
        if ((how & flags::one_name) != 0) {
            require_hashable(name);
            return nullptr;
        }
    }
    require_defined(name);
    if (!truth(name))
        return nullptr;
    for (const Var& one : all_of(name)) {
        require_hashable(one);
        if (one.is_text())
            if (const Program::Unit* unit = program_.find(one.view()))
                return unit;
    }
    if (name.is_dict()) // which Jinja cannot name in its message
        fail_type("the names of templates are a list");
    return nullptr;
}

const Program::Unit& Evaluator::unit_of(const Var& name, Word how)
{
    if (const Program::Unit* unit = find_unit(name, how))
        return *unit;
    if ((how & flags::one_name) != 0 || (name.is_text() && (how & flags::selects) == 0))
        fail_not_found(text_of(name));
    if (!truth(name))
        fail_not_found("Tried to select from an empty list of templates.");
    const std::vector<Var> names = all_of(name);
    std::string message = "none of the templates given were found: ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        (message += i == 0 ? "" : ", ") += text_of(names[i]);
        require_room(message);
    }
    fail_not_found(std::move(message));
}

Ref<Context> Evaluator::context_of(const Program::Unit& unit, bool with_context, const Frame& frame,
                                   const NamedVars& locals)
{
    const auto context = make<Context>();
    context->unit = &unit;
    if (with_context)
        context->lent = frame.context->all_with(locals);
    context->sees_data = with_context && frame.context->sees_data;
    context->blocks = make<Context::Blocks>();
    context->blocks->units.push_back(&unit);
    context->escaping = make<Context::Escaping>();
    context->escaping->is_on = unit.autoescapes;
    return context;
}

void Evaluator::include(const Word* node, Frame& frame, std::string& out)
{
    Words words(node);
    const Var name = evaluate(words.next(), frame);
    const Word how = words.next();
    const bool ignores_missing = (how & flags::ignore_missing) != 0;
    const Program::Unit* unit = ignores_missing ? find_unit(name, how) : &unit_of(name, how);
    if (!unit)
        return;
    if ((how & flags::with_context) != 0) {
        run_root(*unit, context_of(*unit, true, frame, locals(words, frame)), out);
        return;
    }
    out += text_of(module_of(*unit, false, frame, {}));
}

Var Evaluator::module_of(const Program::Unit& unit, bool with_context, Frame& frame,
                         const NamedVars& locals)
{
    if (!with_context)
        if (const auto found = modules_.find(&unit); found != modules_.end())
            return found->second;
    const auto context = context_of(unit, with_context, frame, locals);
    std::string text;
    run_root(unit, context, text);
    const Var module = Var::object(make<Module>(context, std::move(text)));
    if (!with_context)
        modules_.emplace(&unit, module);
    return module;
}

void Evaluator::import(const Word* node, Frame& frame)
{
    Words words(node);
    const Word target = words.next();
    const Var name = evaluate(words.next(), frame);
    const bool with_context = (words.next() & flags::with_context) != 0;
    const Program::Unit& unit = unit_of(name, flags::one_name);
    assign(target, module_of(unit, with_context, frame, locals(words, frame)), frame);
}

void Evaluator::from_import(const Word* node, Frame& frame)
{
    Words words(node);
    const Var name = evaluate(words.next(), frame);
    const bool with_context = (words.next() & flags::with_context) != 0;
    const Program::Unit& unit = unit_of(name, flags::one_name);
    const NamedVars its_locals = locals(words, frame);
    const Var module = module_of(unit, with_context, frame, its_locals);
    for (Word count = words.next(); count > 0; --count) {
        const std::string_view exported = program_.text(words.next_text());
        const Word target = words.next();
        const std::string_view place = program_.text(words.next_text());
        auto value = module.as.object->attribute(exported);
        if (!value)
            value = Var::undefined_because(
                "the template " + repr(unit.name) + " (imported on " + std::string(place) +
                ") does not export the requested name " + repr(exported));
        assign(target, *value, frame);
    }
}

Var Evaluator::super_of(std::string_view name, Frame& frame)
{
    std::size_t level = 0;
    while (const auto block = frame.context->blocks->find(name, level)) {
        ++level;
        if (block->function == frame.function && block->unit == frame.unit)
            break;
    }
    return BlockReference::find(*this, name, frame.context, level);
}

Var Evaluator::self_of(const Frame& frame)
{
    return Var::object(make<SelfReference>(*this, frame.context));
}

} // namespace costrel::inline v1::templates
