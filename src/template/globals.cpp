#include "template/globals.hpp"

#include "template/containers.hpp"
#include "template/python_text.hpp"
#include "template/range.hpp"
#include "template/rendering.hpp"
#include "template/signature.hpp"

namespace costrel::inline v1::templates {

namespace {

Var range_function(Rendering&, const Arguments& arguments)
{
    static constexpr Signature signature = Signature::of("range", "/start, stop=, step=");
    const Bound bound(signature, arguments);
    const std::int64_t first = index_from(bound.at(0));
    if (!bound[1])
        return Var::object(make<Range>(0, first, 1));
    return Var::object(make<Range>(first, index_from(bound.at(1)), bound.integer(2, 1)));
}

void fill(Mapping& mapping, const Arguments& arguments)
{
    if (arguments.positional.size() > 1)
        fail_type("dict expected at most 1 argument, got " +
                  std::to_string(arguments.positional.size()));
    if (!arguments.positional.empty())
        update(mapping, arguments.positional.front());
    for (const auto& [name, value] : arguments.named)
        mapping.set(Var::lent_text(name), value);
}

Var dict_function(Rendering&, const Arguments& arguments)
{
    Var dict = Var::dict();
    fill(*dict.as.mapping, arguments);
    return dict;
}

Var namespace_function(Rendering&, const Arguments& arguments)
{
    const auto result = make<Namespace>();
    fill(result->attributes(), arguments);
    return Var::object(result);
}

void require_none(const Arguments& arguments)
{
    if (!arguments.positional.empty() || !arguments.named.empty())
        fail_type("takes no arguments");
}

class Cycler : public Object {
public:
    explicit Cycler(std::vector<Var> items) : items_(std::move(items)) {}

    std::string_view type_name() const override { return "Cycler"; }
    std::string type_in_messages() const override { return "jinja2.utils.Cycler object"; }
    std::optional<Var> attribute(std::string_view name) override
    {
        const Ref<Cycler> self(this);
        if (name == "next" || name == "__next__")
            return function([self](Rendering&, const Arguments& arguments) {
                require_none(arguments);
                const std::size_t at = self->at_;
                self->at_ = (at + 1) % self->items_.size();
                return self->items_[at];
            });
        if (name == "reset")
            return function([self](Rendering&, const Arguments& arguments) {
                require_none(arguments);
                self->at_ = 0;
                return Var::none();
            });
        if (name == "current")
            return items_[at_];
        if (name == "pos")
            return Var::integer_of(at_);
        if (name == "items")
            return Var::tuple(items_);
        return std::nullopt;
    }

private:
    std::vector<Var> items_;
    std::size_t at_ = 0;
};

Var cycler_function(Rendering&, const Arguments& arguments)
{
    if (!arguments.named.empty())
        fail_type("cycler() got an unexpected keyword argument");
    if (arguments.positional.empty())
        fail_value("at least one item has to be provided");
    return Var::object(make<Cycler>(arguments.positional));
}

class Joiner : public Object {
public:
    explicit Joiner(Var separator) : separator_(std::move(separator)) {}

    std::string_view type_name() const override { return "Joiner"; }
    std::string type_in_messages() const override { return "jinja2.utils.Joiner object"; }
    bool is_callable() const override { return true; }
    Var call(Rendering&, const Arguments& arguments) override
    {
        require_none(arguments);
        if (std::exchange(is_used_, true))
            return separator_;
        return Var::lent_text("");
    }
    std::optional<Var> attribute(std::string_view name) override
    {
        if (name == "sep")
            return separator_;
        if (name == "used")
            return Var::boolean(is_used_);
        return std::nullopt;
    }

private:
    Var separator_;
    bool is_used_ = false;
};

Var joiner_function(Rendering&, const Arguments& arguments)
{
    static constexpr Signature signature = Signature::of("joiner", "sep=");
    const Bound bound(signature, arguments);
    return Var::object(make<Joiner>(bound[0] ? bound.at(0) : Var::lent_text(", ")));
}

} // namespace

std::string Namespace::repr()
{
    std::string out = "<Namespace {";
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
        if (i > 0)
            out += ", ";
        append_repr(out, attributes_[i].first);
        out += ": ";
        append_repr(out, attributes_[i].second);
        require_page_room(out);
    }
    return out + "}>";
}

std::optional<Var> Namespace::attribute(std::string_view name)
{
    if (const Var* found = attributes_.find(Var::lent_text(name)))
        return *found;
    return std::nullopt;
}

std::optional<Var> global(std::string_view name)
{
    if (name == "range")
        return function(range_function, "<class 'range'>");
    if (name == "dict")
        return function(dict_function, "<class 'dict'>");
    if (name == "namespace")
        return function(namespace_function, "<class 'jinja2.utils.Namespace'>");
    if (name == "cycler")
        return function(cycler_function, "<class 'jinja2.utils.Cycler'>");
    if (name == "joiner")
        return function(joiner_function, "<class 'jinja2.utils.Joiner'>");
    return std::nullopt;
}

} // namespace costrel::inline v1::templates
