#pragma once

#include "template/program.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

using NamedVars = std::vector<std::pair<std::string_view, Var>>;

// What a template that is put out knows: Jinja's Context.
struct Context : Shared {
    struct BlockFunction {
        std::string_view name;
        const Program::Unit* unit;
        Word function;
    };
    struct Blocks : Shared {
        std::vector<const Program::Unit*> units; // a template, what it extends, and so on
        // The block of that name `level` steps up from the first template that has one.
        std::optional<BlockFunction> find(std::string_view name, std::size_t level) const noexcept;
    };
    struct Escaping : Shared {
        bool is_on = false;
    };

    const Var* find(std::string_view name) const noexcept; // in variables and lent
    void let_go() noexcept override;
    void set(std::string_view name, Var value);
    void set_exported(std::string_view name, bool is_exported);
    // Its own and lent variables together, those of `locals` before both.
    NamedVars all_with(const NamedVars& locals) const;

    const Program::Unit* unit = nullptr;
    NamedVars variables;
    NamedVars lent;        // by who includes it
    bool sees_data = true; // what the handler passes, and processors add
    std::vector<std::string_view> exported;
    Ref<Blocks> blocks;
    Ref<Escaping> escaping;
};

// The variables of one run of a function: of a template's root, a block, or a macro.
struct Frame : Shared {
    Var& variable(Word outwards, Word slot) noexcept
    {
        Frame* frame = this;
        for (; outwards > 0; --outwards)
            frame = frame->outer.get();
        return frame->slots[slot];
    }
    void let_go() noexcept override { std::vector<Var>().swap(slots); }

    Ref<Frame> outer;
    Ref<Context> context;
    const Program::Unit* unit = nullptr;
    Word function = 0;
    std::vector<Var> slots;
    Word line = 0;
    const Program::Unit* extended = nullptr; // the parent, once it was told
    int loop_depth = 0;                      // of a recursive loop
};

} // namespace costrel::inline v1::templates
