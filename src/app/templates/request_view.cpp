#include "app/templates/request_view.hpp"

#include "app/templates/multi_dict_view.hpp"
#include "template/failure.hpp"
#include "template/globals.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/signature.hpp"

namespace costrel::inline v1 {

using templates::Arguments;
using templates::Bound;
using templates::Object;
using templates::Rendering;
using templates::Signature;
using templates::Var;

namespace {

class HeadersView : public Object {
public:
    explicit HeadersView(const Request& request) : request_(request) {}

    std::string_view type_name() const override { return "EnvironHeaders"; }
    std::string type_in_messages() const override
    {
        return "werkzeug.datastructures.headers.EnvironHeaders object";
    }
    std::optional<Var> item(const Var& key) override
    {
        const auto found = key.is_text() ? request_.header(key.view()) : std::nullopt;
        return found ? std::optional(Var::text(std::string(*found))) : std::nullopt;
    }
    bool has_item(const Var& searched) override { return item(searched).has_value(); }
    bool is_true() override { return !request_.headers().empty(); }
    std::optional<std::size_t> length() override { return request_.headers().size(); }
    bool is_iterable() const override { return true; }
    bool next(std::size_t& state, Var& out) override
    {
        const auto headers = request_.headers();
        if (state >= headers.size())
            return false;
        const HeaderField& field = headers[state++];
        out = Var::tuple({Var::text(std::string(field.name)), Var::text(std::string(field.value))});
        return true;
    }
    std::optional<Var> attribute(std::string_view name) override
    {
        if (name != "get")
            return std::nullopt;
        const templates::Ref<HeadersView> self(this);
        return templates::function([self](Rendering&, const Arguments& arguments) {
            static constexpr Signature signature = Signature::of("get", "key, default=");
            const Bound bound(signature, arguments);
            return self->item(bound.at(0)).value_or(bound[1] ? bound.at(1) : Var::none());
        });
    }

private:
    const Request& request_;
};

class RequestView : public Object {
public:
    explicit RequestView(Request& request) : request_(request) {}

    std::string_view type_name() const override { return "Request"; }
    std::string type_in_messages() const override { return "flask.wrappers.Request object"; }
    std::optional<Var> attribute(std::string_view name) override
    {
        const auto text = [](std::string_view view) { return Var::text(std::string(view)); };
        const auto or_none = [&](std::string_view view) {
            return view.empty() ? Var::none() : text(view);
        };
        if (name == "method")
            return text(method_name(request_.method));
        if (name == "path")
            return text(request_.path);
        if (name == "endpoint")
            return or_none(request_.endpoint);
        if (name == "blueprint")
            return or_none(request_.blueprint);
        if (name == "host")
            return text(request_.host);
        if (name == "scheme")
            return text(request_.scheme);
        if (name == "remote_addr")
            return text(request_.remote_addr);
        if (name == "script_root")
            return text(request_.script_root);
        if (name == "url")
            return Var::text(request_.url());
        if (name == "base_url")
            return Var::text(request_.base_url());
        if (name == "root_url" || name == "url_root")
            return Var::text(request_.root_url());
        if (name == "full_path")
            return Var::text(std::string(request_.path) + "?" + std::string(request_.query_string));
        if (name == "is_secure")
            return Var::boolean(request_.is_secure());
        if (name == "referrer") {
            const auto field = request_.header("Referer");
            return field ? text(*field) : Var::none();
        }
        if (name == "view_args")
            return Var::owning(Value(request_.view_args()));
        if (name == "args")
            return view_of(args_, [this] { return request_.args; });
        if (name == "form")
            return view_of(form_, [this] { return request_.form; });
        if (name == "cookies")
            return view_of(cookies_, [this] { return request_.cookies(); });
        if (name == "headers")
            return Var::object(templates::make<HeadersView>(request_));
        return std::nullopt;
    }

private:
    template <class Items>
    static Var view_of(Var& view, Items items)
    {
        if (view.is_missing())
            view = multi_dict_view(items());
        return view;
    }

    Request& request_;
    Var args_; // once they were asked for
    Var form_;
    Var cookies_;
};

// Of the configuration, whose secrets say that they are hidden.
class ConfigView : public Object {
public:
    explicit ConfigView(const Dict& config) : config_(config) {}

    std::string_view type_name() const override { return "Config"; }
    std::string type_in_messages() const override { return "flask.config.Config object"; }
    std::string repr() override { return "<Config " + templates::repr(lent()) + ">"; }
    bool is_true() override { return !config_.empty(); }
    std::optional<std::size_t> length() override { return config_.size(); }
    bool is_iterable() const override { return true; }
    bool is_mapping() const override { return true; }
    std::optional<Var> dict() override { return lent(); }
    bool next(std::size_t& state, Var& out) override
    {
        if (state >= config_.size())
            return false;
        out = Var::lent_text(config_.begin()[state++].key);
        return true;
    }
    bool has_item(const Var& searched) override
    {
        return searched.is_text() && config_.contains(searched.view());
    }
    std::optional<Var> item(const Var& key) override
    {
        if (!key.is_text())
            return std::nullopt;
        if (const Value* found = config_.find(key.view()))
            return Var::of(*found);
        if (key.view().starts_with("SECRET_KEY"))
            return Var::undefined_because("costrel shows no secrets to templates: config['" +
                                          std::string(key.view()) + "']");
        return std::nullopt;
    }
    std::optional<Var> attribute(std::string_view name) override
    {
        if (name != "get")
            return templates::find_method(lent(), name)
                       ? std::optional(templates::attribute_of(lent(), name))
                       : std::nullopt;
        const templates::Ref<ConfigView> self(this);
        return templates::function([self](Rendering&, const Arguments& arguments) {
            static constexpr Signature signature = Signature::of("get", "key, default=");
            const Bound bound(signature, arguments);
            return self->item(bound.at(0)).value_or(bound[1] ? bound.at(1) : Var::none());
        });
    }

private:
    Var lent() const { return Var::lent_dict(config_); } // which outlives all renderings

    const Dict& config_;
};

} // namespace

Var request_view(Request& request)
{
    return Var::object(templates::make<RequestView>(request));
}

Var config_view(const Dict& config)
{
    return Var::object(templates::make<ConfigView>(config));
}

} // namespace costrel::inline v1
