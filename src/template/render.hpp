#pragma once

#include "template/program.hpp"
#include "template/surroundings.hpp"

#include <costrel/template_context.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// The text of a template with `data`. Throws TemplateError.
std::string render(const Program& program, std::string_view name, const TemplateContext& data,
                   Surroundings& surroundings);

} // namespace costrel::inline v1::templates
