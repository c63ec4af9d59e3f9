#include "template/render.hpp"

#include "template/evaluator.hpp"

namespace costrel::inline v1::templates {

std::string render(const Program& program, std::string_view name, const TemplateContext& data,
                   Surroundings& surroundings)
try {
    return Evaluator(program, data, surroundings).render(name);
} catch (Failure& failure) {
    if (failure.message.size() > max_message) { // it may name a text of the context
        std::size_t end = max_message;
        while (end > 0 && (static_cast<unsigned char>(failure.message[end]) & 0xc0) == 0x80)
            --end;
        failure.message.resize(end);
        failure.message += "…";
    }
    if (!failure.is_placed)
        throw TemplateError(failure.kind, std::string(name), 0, std::move(failure.message));
    const std::string folder(program.folder());
    throw TemplateError(failure.kind, folder.empty() ? failure.place : folder + "/" + failure.place,
                        failure.line, std::move(failure.message));
}

} // namespace costrel::inline v1::templates
