#pragma once

#include "template/evaluator.hpp"

namespace costrel::inline v1::templates {

// The variable `loop`: Jinja's LoopContext.
class Loop : public Object {
public:
    Loop(Var iterable, int depth);
    // Makes it one that can be called with other values.
    void recurse_in(Evaluator& evaluator, const Frame& frame, bool escapes);

    // The value of the next round; false at the end.
    bool advance(Var& out);
    std::optional<Var> part(Word number); // in the order of the tool's LOOP_PARTS

    std::string_view type_name() const override { return "LoopContext"; }
    std::string type_in_messages() const override { return "jinja2.runtime.LoopContext object"; }
    std::string repr() override;
    bool is_callable() const override { return true; }
    Var call(Rendering& rendering, const Arguments& arguments) override;
    std::optional<Var> attribute(std::string_view name) override;
    std::optional<std::size_t> length() override;
    void let_go() noexcept override;
    Loop* as_loop() noexcept override { return this; }

private:
    const Var& peek(); // missing at the end

    Iterator values_;
    int depth_; // 0: not in another round of itself
    Evaluator* evaluator_ = nullptr;
    Word function_ = 0;
    Ref<Frame> outer_;
    const Program::Unit* unit_ = nullptr;
    Ref<Context> context_;
    bool escapes_ = false;
    std::int64_t index0_ = -1;
    std::optional<std::size_t> length_;
    Var before_;
    Var current_;
    Var after_;
    Var changed_;
};

} // namespace costrel::inline v1::templates
