#include "app/templates/request_view.hpp"
#include "template/containers.hpp"
#include "template/globals.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/signature.hpp"

#include <costrel/session.hpp>

namespace costrel::inline v1 {

using templates::Arguments;
using templates::Bound;
using templates::Object;
using templates::Rendering;
using templates::Signature;
using templates::Var;

namespace {

// The session, which is asked only when a template looks into it: then the response varies on
// Cookie, as in Flask.
class SessionView : public Object {
public:
    explicit SessionView(Request& request) : request_(request) {}

    std::string_view type_name() const override { return "SecureCookieSession"; }
    std::string type_in_messages() const override
    {
        return "flask.sessions.SecureCookieSession object";
    }
    std::string repr() override { return "<SecureCookieSession " + templates::repr(lent()) + ">"; }
    bool is_true() override { return !session().empty(); }
    std::optional<std::size_t> length() override { return session().size(); }
    bool is_iterable() const override { return true; }
    bool is_mapping() const override { return true; }
    std::optional<Var> dict() override { return Var::owning(session().items()); }
    bool next(std::size_t& state, Var& out) override
    {
        const Dict& entries = session().items();
        if (state >= entries.size())
            return false;
        out = Var::text(std::string(entries.begin()[state++].key));
        return true;
    }
    bool has_item(const Var& searched) override
    {
        return searched.is_text() && session().contains(searched.view());
    }
    std::optional<Var> item(const Var& key) override
    {
        const Value* found = key.is_text() ? session().items().find(key.view()) : nullptr;
        return found ? std::optional(Var::owning(*found)) : std::nullopt;
    }
    std::optional<Var> attribute(std::string_view name) override
    {
        if (name == "permanent")
            return Var::boolean(session().permanent());
        if (name == "modified")
            return Var::boolean(session().modified());
        if (name == "get")
            return getter();
        if (templates::find_method(lent(), name))
            return templates::attribute_of(Var::owning(session().items()), name);
        return std::nullopt;
    }

private:
    const Session& session() const { return request_.session(); }

    // Without a copy of the whole session for each call.
    Var getter()
    {
        const templates::Ref<SessionView> self(this);
        return templates::function([self](Rendering&, const Arguments& arguments) {
            static constexpr Signature signature = Signature::of("get", "/key, default=");
            const Bound bound(signature, arguments);
            templates::require_hashable(bound.at(0));
            return self->item(bound.at(0)).value_or(bound[1] ? bound.at(1) : Var::none());
        });
    }

    // What the session holds, lent for no longer than it cannot change: csrf_token(),
    // get_flashed_messages() and functions of the application change it, so what a template keeps
    // is a copy.
    Var lent() const
    {
        Var entries = Var::none();
        entries.kind = templates::Kind::lent_dict;
        entries.as.dict = &session().items();
        return entries;
    }

    Request& request_;
};

} // namespace

Var session_view(Request& request)
{
    return Var::object(templates::make<SessionView>(request));
}

} // namespace costrel::inline v1
