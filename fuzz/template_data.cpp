// The data of templates, as costrel-templates writes it: it is rejected as a whole, or a walk over
// it stays within it, whatever it says.
#include "encoding/utf8.hpp"
#include "fuzz/input.hpp"
#include "template/render.hpp"

#include <costrel/config_error.hpp>
#include <costrel/dict.hpp>
#include <costrel/html.hpp>
#include <costrel/template_error.hpp>

#include <optional>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

class NothingAround : public templates::Surroundings {
public:
    std::optional<templates::Var> global(std::string_view) override { return std::nullopt; }
    const Value* from_processors(std::string_view) override { return nullptr; }
    bool has_filter(std::string_view) const override { return false; }
    bool has_test(std::string_view) const override { return false; }
    templates::Var call_filter(std::string_view, const templates::Var& value,
                               const templates::Arguments&) override
    {
        return value;
    }
    bool call_test(std::string_view, const templates::Var&, const templates::Arguments&) override
    {
        return false;
    }
};

// Loops in each other may take as long as they like: templates are trusted, their data is not.
bool is_quick(const templates::Program& program, std::size_t words)
{
    int loops = 0;
    for (std::size_t at = 1; at < words;) {
        const templates::Word* const node = program.at(static_cast<templates::Word>(at));
        const templates::NodeKind kind = templates::kind_of(node);
        loops += kind == templates::NodeKind::loop || kind == templates::NodeKind::macro ? 1 : 0;
        at += 2 + (node[0] >> 8);
    }
    return loops < 2;
}

std::string outcome(const templates::Program& program, std::string_view name)
{
    const Dict context = {{"text", "a < \xc3\xa4"},
                          {"html", Html::trusted("<b>")},
                          {"number", 7},
                          {"real", 2.5},
                          {"list", List{1, "two", nullptr}},
                          {"dict", Dict{{"key", "value"}, {"items", 1}}}};
    NothingAround around;
    try {
        return "text " + templates::render(program, name, context, around);
    } catch (const TemplateError& error) {
        return std::string("error ") + error.what();
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::optional<templates::Program> program;
    try {
        program.emplace(text);
    } catch (const ConfigError&) {
        return 0;
    }
    constexpr std::size_t place_of_words = 12;
    std::size_t words = 0;
    for (std::size_t i = 4; i-- > 0;)
        words = words << 8 | data[place_of_words + i];
    if (!is_quick(*program, words))
        return 0;
    for (const auto& [name, unit] : program->units()) {
        const std::string first = outcome(*program, name);
        require(encoding::is_utf8(first), "what is put out is UTF-8");
        require(first == outcome(*program, name), "a template gives the same each time");
    }
    return 0;
}
