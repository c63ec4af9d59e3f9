#pragma once

#include "template/context.hpp"
#include "template/object.hpp"

namespace costrel::inline v1::templates {

// An imported template: what it exports, and its text.
class Module : public Object {
public:
    Module(Ref<Context> context, std::string text)
        : context_(std::move(context)), text_(std::move(text))
    {
    }

    std::string_view type_name() const override { return "TemplateModule"; }
    std::string type_in_messages() const override
    {
        return "jinja2.environment.TemplateModule object";
    }
    std::string repr() override;
    std::string text() override { return text_; }
    bool is_html() const override { return true; }
    std::optional<Var> attribute(std::string_view name) override;

private:
    Ref<Context> context_;
    std::string text_;
};

} // namespace costrel::inline v1::templates
