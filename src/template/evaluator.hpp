#pragma once

#include "template/context.hpp"
#include "template/failure.hpp"
#include "template/rendering.hpp"
#include "template/surroundings.hpp"

#include <costrel/template_context.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::templates {

// Walks the nodes of a program: one rendering.
class Evaluator final : public Rendering {
public:
    // All of them outlive it.
    Evaluator(const Program& program, const TemplateContext& data, Surroundings& surroundings);
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;

    // The text of a template. Throws a Failure that knows its place.
    std::string render(std::string_view name);

    bool autoescapes() const noexcept override
    {
        return frame_ && frame_->context->escaping->is_on;
    }
    Var call_filter(std::string_view name, const Var& value, const Arguments& arguments) override;
    bool call_test(std::string_view name, const Var& value, const Arguments& arguments) override;
    bool has_filter(std::string_view name) const override;
    bool has_test(std::string_view name) const override;

    // For the objects that a rendering makes.
    const Program& program() const noexcept { return program_; }
    void run_block(const Context::BlockFunction& block, const Ref<Context>& context,
                   std::string& out);
    // One level of a recursive loop.
    std::string run_loop(Word function, const Ref<Frame>& outer, const Program::Unit& unit,
                         const Ref<Context>& context, Var values, int depth);
    // `bind` puts the arguments into the frame.
    template <class Bind>
    void run_macro(Word function, const Ref<Frame>& outer, std::string& out, Bind bind)
    {
        const auto frame = frame_of(function, *outer->unit, outer, outer->context);
        bind(*frame);
        run(frame, out);
    }

    Var evaluate(Word node, Frame& frame);
    bool is_true(Word node, Frame& frame);
    void assign(Word target, const Var& value, Frame& frame);
    Var target_value(Word target, const Var& value, Frame& frame);

private:
    enum class Flow { on, leave, proceed };

    // Statements: statements.cpp, inheritance.cpp
    Flow execute(const Word* list, Frame& frame, std::string& out); // its length first
    Flow execute_one(const Word* node, Frame& frame, std::string& out);
    void print_node(const Word* node, Frame& frame, std::string& out);
    void print(const Var& value, bool escapes, std::string& out);
    Flow branch(const Word* node, Frame& frame, std::string& out);
    Flow loop(const Word* node, Frame& frame, std::string& out);
    void recursive_loop(const Word* node, Frame& frame, std::string& out);
    void set_block(const Word* node, Frame& frame);
    Flow filter_block(const Word* node, Frame& frame, std::string& out);
    Flow with(const Word* node, Frame& frame, std::string& out);
    Flow autoescape(const Word* node, Frame& frame, std::string& out);
    void call_block(const Word* node, Frame& frame, std::string& out);
    void extend(const Word* node, Frame& frame);
    void block(const Word* node, Frame& frame, std::string& out);
    void include(const Word* node, Frame& frame, std::string& out);
    void import(const Word* node, Frame& frame);
    void from_import(const Word* node, Frame& frame);
    Var super_of(std::string_view name, Frame& frame);
    Var self_of(const Frame& frame);

    NamedVars locals(Words& words, Frame& frame);
    const Program::Unit* find_unit(const Var& name, Word how); // nullptr: none of them is there
    const Program::Unit& unit_of(const Var& name, Word how);
    Ref<Context> context_of(const Program::Unit& unit, bool with_context, const Frame& frame,
                            const NamedVars& locals);
    void run_root(const Program::Unit& unit, const Ref<Context>& context, std::string& out);
    Var module_of(const Program::Unit& unit, bool with_context, Frame& frame,
                  const NamedVars& locals);

    // Expressions: expressions.cpp, calls.cpp
    const Var* borrowed(const Word* node, Frame& frame) noexcept;
    Var evaluate_other(Word node, Frame& frame);
    Var name_value(const Word* node, Frame& frame);
    Var look_up(std::string_view name, const Context& context);
    Var filter_value(const Word* node, Frame& frame);
    bool test_value(const Word* node, Frame& frame);
    Var call_value(const Word* node, Frame& frame, const Var* caller);
    Arguments arguments_of(Words& words, Frame& frame);
    std::string_view kept_text(std::string_view text); // for as long as the rendering
    bool compare(const Word* node, Frame& frame);
    Var concatenate(const Word* node, Frame& frame);
    Var list_value(const Word* node, Frame& frame, bool is_tuple);
    Var dict_value_of(const Word* node, Frame& frame);

    Ref<Frame> frame_of(Word function, const Program::Unit& unit, const Ref<Frame>& outer,
                        const Ref<Context>& context);
    // Runs the function of the frame.
    void run(const Ref<Frame>& frame, std::string& out);
    static void end(Frame& frame) noexcept;

    SharedScope scope_; // ends last
    const Program& program_;
    const TemplateContext& data_;
    Surroundings& surroundings_;
    Frame* frame_ = nullptr;        // the one at work
    const Var* captured_ = nullptr; // what a filter without a value works on
    std::size_t nodes_ = 0;         // deep in each other, at most
    std::map<const Program::Unit*, Var> modules_;
    std::set<std::string, std::less<>> texts_;
};

} // namespace costrel::inline v1::templates
