#pragma once

#include "template/var.hpp"

#include <costrel/template_context.hpp>

#include <optional>
#include <string_view>

namespace costrel::inline v1::templates {

// What the value lends; `holder` owns what it is part of, if anything does.
Var lent(const TemplateValue& value, const Ref<Shared>& holder = {});
std::optional<Var> find_in(const TemplateContext& context, std::string_view name);

} // namespace costrel::inline v1::templates
