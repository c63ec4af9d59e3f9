#include "template/module.hpp"

#include "template/python_text.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

std::string Module::repr()
{
    return "<TemplateModule " + templates::repr(context_->unit->name) + ">";
}

std::optional<Var> Module::attribute(std::string_view name)
{
    const auto& exported = context_->exported;
    if (std::find(exported.begin(), exported.end(), name) == exported.end())
        return std::nullopt;
    const Var* found = context_->find(name);
    return found ? std::optional(*found) : std::nullopt;
}

} // namespace costrel::inline v1::templates
