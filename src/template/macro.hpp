#pragma once

#include "template/evaluator.hpp"

namespace costrel::inline v1::templates {

// A macro, or the body of a call block.
class Macro : public Object {
public:
    Macro(Evaluator& evaluator, const Word* node, Ref<Frame> frame)
        : evaluator_(evaluator), node_(node), frame_(std::move(frame))
    {
    }

    std::string_view type_name() const override { return "Macro"; }
    std::string type_in_messages() const override { return "jinja2.runtime.Macro object"; }
    std::string repr() override;
    bool is_callable() const override { return true; }
    Var call(Rendering& rendering, const Arguments& arguments) override;
    std::optional<Var> attribute(std::string_view name) override;

    const Frame* frame() const noexcept { return frame_.get(); }

private:
    std::string_view name() const noexcept;
    std::string shown_name() const; // with quotes
    void bind(Frame& frame, const Arguments& arguments) const;

    Evaluator& evaluator_;
    const Word* node_;
    Ref<Frame> frame_; // where it was defined
};

} // namespace costrel::inline v1::templates
