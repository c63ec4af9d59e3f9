#include "template/block_reference.hpp"

#include "template/python_text.hpp"
#include "template/signature.hpp"

namespace costrel::inline v1::templates {

Var BlockReference::call(Rendering&, const Arguments& arguments)
{
    static constexpr Signature signature = Signature::of("__call__", "");
    const Bound bound(signature, arguments);
    std::string out;
    // A copy: the block may be put out while the stacks grow.
    const Context::BlockFunction block = (*context_->blocks->find(name_))[level_];
    evaluator_.run_block(block, context_, out);
    return Var::text(std::move(out), context_->escaping->is_on ? Kind::markup : Kind::text);
}

std::optional<Var> BlockReference::attribute(std::string_view name)
{
    if (name == "name")
        return Var::lent_text(name_);
    if (name != "super")
        return std::nullopt;
    return find(evaluator_, name_, context_, level_ + 1);
}

Var BlockReference::find(Evaluator& evaluator, std::string_view name, const Ref<Context>& context,
                         std::size_t level)
{
    const auto* stack = context->blocks->find(name);
    if (!stack || level >= stack->size())
        return Var::undefined_because("there is no parent block called " + templates::repr(name) +
                                      ".");
    return Var::object(make<BlockReference>(evaluator, name, context, level));
}

std::string SelfReference::repr()
{
    return "<TemplateReference " + templates::repr(context_->unit->name) + ">";
}

std::optional<Var> SelfReference::item(const Var& key)
{
    if (!key.is_text())
        return std::nullopt;
    for (const auto& [name, stack] : context_->blocks->stacks)
        if (name == key.view())
            return Var::object(make<BlockReference>(evaluator_, name, context_, std::size_t{0}));
    return std::nullopt;
}

} // namespace costrel::inline v1::templates
