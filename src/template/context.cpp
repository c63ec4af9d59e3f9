#include "template/context.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

const Var* find_in(const NamedVars& among, std::string_view name) noexcept
{
    for (const auto& [its_name, value] : among)
        if (its_name == name)
            return &value;
    return nullptr;
}

} // namespace

std::optional<Context::BlockFunction> Context::Blocks::find(std::string_view name,
                                                            std::size_t level) const noexcept
{
    for (const Program::Unit* const its_unit : units)
        for (const auto& [its_name, function] : its_unit->blocks)
            if (its_name == name && level-- == 0)
                return BlockFunction{its_name, its_unit, function};
    return std::nullopt;
}

const Var* Context::find(std::string_view name) const noexcept
{
    if (const Var* found = find_in(variables, name))
        return found;
    return find_in(lent, name);
}

void Context::let_go() noexcept
{
    NamedVars().swap(variables);
    NamedVars().swap(lent);
}

void Context::set(std::string_view name, Var value)
{
    for (auto& [its_name, its_value] : variables) {
        if (its_name == name) {
            its_value = std::move(value);
            return;
        }
    }
    variables.emplace_back(name, std::move(value));
}

void Context::set_exported(std::string_view name, bool is_exported)
{
    const auto found = std::find(exported.begin(), exported.end(), name);
    if (is_exported && found == exported.end())
        exported.push_back(name);
    else if (!is_exported && found != exported.end())
        exported.erase(found);
}

NamedVars Context::all_with(const NamedVars& locals) const
{
    NamedVars all;
    for (const NamedVars* some : {&locals, &variables, &lent})
        for (const auto& [name, value] : *some)
            if (!value.is_missing() && !find_in(all, name))
                all.emplace_back(name, value);
    return all;
}

} // namespace costrel::inline v1::templates
