#pragma once

#include "app/templates/setup.hpp"
#include "template/surroundings.hpp"

#include <optional>

namespace costrel::inline v1 {

// What templates of an application find: its functions, and those of the request, if any.
class TemplateSurroundings final : public templates::Surroundings {
public:
    TemplateSurroundings(TemplateSetup& setup, Request* request) : setup_(setup), request_(request)
    {
    }

    std::optional<templates::Var> global(std::string_view name) override;
    const Value* from_processors(std::string_view name) override;
    bool has_filter(std::string_view name) const override;
    bool has_test(std::string_view name) const override;
    templates::Var call_filter(std::string_view name, const templates::Var& value,
                               const templates::Arguments& arguments) override;
    bool call_test(std::string_view name, const templates::Var& value,
                   const templates::Arguments& arguments) override;

private:
    std::optional<templates::Var> of_request(std::string_view name);

    TemplateSetup& setup_;
    Request* request_;
    std::optional<Dict> processed_; // once a name was looked up
};

} // namespace costrel::inline v1
