#include "template/evaluator.hpp"

#include "template/filters.hpp"
#include "template/macro.hpp"
#include "template/operators.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

constexpr std::size_t deepest_nodes = 4000; // of all functions that have not ended

} // namespace

Evaluator::Evaluator(const Program& program, const TemplateContext& data,
                     Surroundings& surroundings)
    : program_(program), data_(data), surroundings_(surroundings)
{
}

std::string Evaluator::render(std::string_view name)
{
    const Program::Unit* unit = program_.find(name);
    if (!unit)
        fail_not_found(std::string(name));
    std::string out;
    const auto context = make<Context>();
    context->unit = unit;
    context->blocks = make<Context::Blocks>();
    context->blocks->units.push_back(unit);
    context->escaping = make<Context::Escaping>();
    context->escaping->is_on = unit->autoescapes;
    run_root(*unit, context, out);
    return out;
}

Ref<Frame> Evaluator::frame_of(Word function, const Program::Unit& unit, const Ref<Frame>& outer,
                               const Ref<Context>& context)
{
    const Word* node = program_.at(function);
    const auto frame = make<Frame>();
    frame->outer = outer;
    frame->context = context;
    frame->unit = &unit;
    frame->function = function;
    frame->slots.resize(node[2]);
    frame->line = node[1];
    return frame;
}

void Evaluator::run(const Ref<Frame>& frame, std::string& out)
{
    const Nested nested(*this);
    const Word* node = program_.at(frame->function);
    const std::size_t depth = node[3];
    if (nodes_ + depth > deepest_nodes)
        fail_limit("maximum recursion depth exceeded");
    struct Restore {
        Evaluator& evaluator;
        const Ref<Frame>& frame;
        std::size_t depth;
        Frame* before;
        const Var* captured;
        ~Restore()
        {
            evaluator.frame_ = before;
            evaluator.captured_ = captured;
            evaluator.nodes_ -= depth;
            end(*frame);
        }
    };
    nodes_ += depth;
    const Restore restore{*this, frame, depth, std::exchange(frame_, frame.get()),
                          std::exchange(captured_, nullptr)};
    try {
        Words words(node);
        words.skip(2);
        words.skip(words.next() * std::size_t{4} + 6); // parameters, caller, kwargs, varargs
        execute(words.place(), *frame, out);
    } catch (Failure& failure) {
        if (!std::exchange(failure.is_placed, true)) {
            failure.place = frame->unit->name;
            failure.line = frame->line;
        }
        throw;
    }
}

// A frame that only its own macros hold ends here, and not with the rendering. A macro of it that
// somebody else holds may call all others.
void Evaluator::end(Frame& frame) noexcept
{
    if (frame.references() == 1)
        return;
    const auto is_own = [&frame](const Var& slot) {
        const auto* macro = slot.object_as<Macro>();
        return macro && macro->references() == 1 && macro->frame() == &frame;
    };
    const auto own = std::count_if(frame.slots.begin(), frame.slots.end(), is_own);
    if (frame.references() == 1 + static_cast<std::uint32_t>(own))
        std::vector<Var>().swap(frame.slots);
}

Var Evaluator::call_filter(std::string_view name, const Var& value, const Arguments& arguments)
{
    const Nested nested(*this);
    if (const Filter* filter = find_filter(name))
        return apply(*filter, *this, value, arguments);
    if (!surroundings_.has_filter(name))
        fail_value("No filter named '" + std::string(name) + "'.");
    return surroundings_.call_filter(name, value, arguments);
}

bool Evaluator::call_test(std::string_view name, const Var& value, const Arguments& arguments)
{
    const Nested nested(*this);
    if (const Test* test = find_test(name))
        return apply(*test, *this, value, arguments);
    if (!surroundings_.has_test(name))
        fail_value("No test named '" + std::string(name) + "'.");
    return surroundings_.call_test(name, value, arguments);
}

bool Evaluator::has_filter(std::string_view name) const
{
    return find_filter(name) || surroundings_.has_filter(name);
}

bool Evaluator::has_test(std::string_view name) const
{
    return find_test(name) || surroundings_.has_test(name);
}

} // namespace costrel::inline v1::templates
