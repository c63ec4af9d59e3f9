#pragma once

#include <costrel/encoding/dict.hpp>
#include <costrel/web/detail/kept.hpp>
#include <costrel/web/template_value.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The names that a template is rendered with, and what they stand for: a Dict, or a list of names
/// with a TemplateValue each.
///
///     render_template(request, "blog/index.html", {{"posts", posts}, {"title", "Posts"}});
class TemplateContext {
public:
    struct Item {
        std::string name;
        TemplateValue value;
    };

    TemplateContext() noexcept = default;
    TemplateContext(std::initializer_list<Item> items)
        : items_(items) {}                                       ///< the last of a name counts
    TemplateContext(const Dict& dict) noexcept : dict_(&dict) {} ///< lends it
    TemplateContext(Dict&& dict) : owned_(std::move(dict), dict_) {}

    /// The value of that name, or nothing: a TemplateValue, or a Value of the dict.
    const TemplateValue* find(std::string_view name) const noexcept;
    const Value* find_in_dict(std::string_view name) const noexcept
    {
        return dict_ ? dict_->find(name) : nullptr;
    }

private:
    std::vector<Item> items_;
    const Dict* dict_ = nullptr;
    detail::Kept owned_; // dict_, unless it is lent
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
