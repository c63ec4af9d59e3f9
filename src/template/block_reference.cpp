#include "template/block_reference.hpp"

#include "template/python_text.hpp"
#include "template/signature.hpp"

namespace costrel::inline v1::templates {

Var BlockReference::call(Rendering&, const Arguments& arguments)
{
    static constexpr Signature signature = Signature::of("__call__", "");
    const Bound bound(signature, arguments);
    std::string out;
    evaluator_.run_block(*context_->blocks->find(name_, level_), context_, out);
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
    if (!context->blocks->find(name, level))
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
    const auto block = context_->blocks->find(key.view(), 0);
    if (!block)
        return std::nullopt;
    return Var::object(make<BlockReference>(evaluator_, block->name, context_, std::size_t{0}));
}

} // namespace costrel::inline v1::templates
