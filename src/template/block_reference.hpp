#pragma once

#include "template/evaluator.hpp"

namespace costrel::inline v1::templates {

// What super() and self.name() call.
class BlockReference : public Object {
public:
    BlockReference(Evaluator& evaluator, std::string_view name, Ref<Context> context,
                   std::size_t level)
        : evaluator_(evaluator), name_(name), context_(std::move(context)), level_(level)
    {
    }

    std::string_view type_name() const override { return "BlockReference"; }
    std::string type_in_messages() const override { return "jinja2.runtime.BlockReference object"; }
    bool is_callable() const override { return true; }
    Var call(Rendering& rendering, const Arguments& arguments) override;
    std::optional<Var> attribute(std::string_view name) override;

    // The block `level` steps up, or an undefined value.
    static Var find(Evaluator& evaluator, std::string_view name, const Ref<Context>& context,
                    std::size_t level);

private:
    Evaluator& evaluator_;
    std::string_view name_;
    Ref<Context> context_;
    std::size_t level_;
};

// The variable `self`.
class SelfReference : public Object {
public:
    SelfReference(Evaluator& evaluator, Ref<Context> context)
        : evaluator_(evaluator), context_(std::move(context))
    {
    }

    std::string_view type_name() const override { return "TemplateReference"; }
    std::string type_in_messages() const override
    {
        return "jinja2.runtime.TemplateReference object";
    }
    std::string repr() override;
    std::optional<Var> item(const Var& key) override;

private:
    Evaluator& evaluator_;
    Ref<Context> context_;
};

} // namespace costrel::inline v1::templates
