#include "template/loop.hpp"

#include "template/globals.hpp"
#include "template/operators.hpp"
#include "template/signature.hpp"

namespace costrel::inline v1::templates {

Loop::Loop(Var iterable, int depth) : values_(std::move(iterable)), depth_(depth) {}

void Loop::let_go() noexcept
{
    values_ = Iterator();
    outer_ = {};
    for (Var* const value : {&before_, &current_, &after_, &changed_})
        *value = Var();
}

void Loop::recurse_in(Evaluator& evaluator, const Frame& frame, bool escapes)
{
    evaluator_ = &evaluator;
    function_ = frame.function;
    outer_ = frame.outer;
    unit_ = frame.unit;
    context_ = frame.context;
    escapes_ = escapes;
}

const Var& Loop::peek()
{
    if (Var next; after_.is_missing() && values_.next(next)) // which is not missing if none is left
        after_ = std::move(next);
    return after_;
}

bool Loop::advance(Var& out)
{
    Var next;
    if (!after_.is_missing())
        next = std::exchange(after_, Var());
    else if (!values_.next(next))
        return false;
    ++index0_;
    before_ = std::exchange(current_, next);
    out = std::move(next);
    return true;
}

std::optional<std::size_t> Loop::length()
{
    if (length_)
        return length_;
    length_ = values_.length();
    if (!length_) { // the rest is read to be counted
        Var rest = Var::list(rest_of(values_));
        length_ =
            rest.size() + static_cast<std::size_t>(index0_ + 1) + (after_.is_missing() ? 0 : 1);
        values_ = Iterator(std::move(rest));
    }
    return length_;
}

std::optional<Var> Loop::part(Word number)
{
    const auto size = [this] { return static_cast<std::int64_t>(*length()); };
    switch (number) {
    case 0:
        return Var::integer(index0_ + 1);
    case 1:
        return Var::integer(index0_);
    case 2:
        return Var::boolean(index0_ == 0);
    case 3:
        return Var::boolean(peek().is_missing());
    case 4:
        return Var::integer(size());
    case 5:
        return Var::integer(size() - index0_);
    case 6:
        return Var::integer(size() - index0_ - 1);
    case 7:
        return Var::integer(depth_ + 1);
    case 8:
        return Var::integer(depth_);
    case 9:
        return index0_ == 0 ? Var::undefined_because("there is no previous item") : before_;
    case 10:
        return peek().is_missing() ? Var::undefined_because("there is no next item") : after_;
    default:
        return std::nullopt;
    }
}

std::optional<Var> Loop::attribute(std::string_view name)
{
    static constexpr std::string_view parts[] = {"index",  "index0",   "first",     "last",
                                                 "length", "revindex", "revindex0", "depth",
                                                 "depth0", "previtem", "nextitem"};
    for (Word i = 0; i < std::size(parts); ++i)
        if (parts[i] == name)
            return part(i);
    const Ref<Loop> self(this);
    if (name == "cycle")
        return function([self](Rendering&, const Arguments& arguments) {
            if (!arguments.named.empty())
                fail_type("cycle() got an unexpected keyword argument");
            if (arguments.positional.empty())
                fail_type("no items for cycling given");
            return arguments
                .positional[static_cast<std::size_t>(self->index0_) % arguments.positional.size()];
        });
    if (name == "changed")
        return function([self](Rendering&, const Arguments& arguments) {
            if (!arguments.named.empty())
                fail_type("changed() got an unexpected keyword argument");
            Var values = Var::tuple(arguments.positional);
            if (!self->changed_.is_missing() && equal(self->changed_, values))
                return Var::boolean(false);
            self->changed_ = std::move(values);
            return Var::boolean(true);
        });
    return std::nullopt;
}

std::string Loop::repr()
{
    return "<LoopContext " + std::to_string(index0_ + 1) + "/" + std::to_string(*length()) + ">";
}

Var Loop::call(Rendering&, const Arguments& arguments)
{
    static constexpr Signature signature = Signature::of("__call__", "iterable");
    const Bound bound(signature, arguments);
    if (!evaluator_)
        fail_type("The loop must have the 'recursive' marker to be called recursively.");
    return Var::text(
        evaluator_->run_loop(function_, outer_, *unit_, context_, bound.at(0), depth_ + 1),
        escapes_ ? Kind::markup : Kind::text);
}

} // namespace costrel::inline v1::templates
