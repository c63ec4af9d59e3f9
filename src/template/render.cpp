#include "template/render.hpp"

#include "template/evaluator.hpp"

namespace costrel::templates {

std::string render(const Program& program, std::string_view name, const Dict& data,
                   Surroundings& surroundings)
try {
    return Evaluator(program, data, surroundings).render(name);
} catch (Failure& failure) {
    if (!failure.is_placed)
        throw TemplateError(failure.kind, std::string(name), 0, std::move(failure.message));
    const std::string folder(program.folder());
    throw TemplateError(failure.kind, folder.empty() ? failure.place : folder + "/" + failure.place,
                        failure.line, std::move(failure.message));
}

} // namespace costrel::templates
