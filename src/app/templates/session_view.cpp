#include "app/templates/request_view.hpp"
#include "template/containers.hpp"
#include "template/globals.hpp"
#include "template/methods.hpp"
#include "template/python_text.hpp"
#include "template/signature.hpp"

#include <costrel/session.hpp>

namespace costrel {

using templates::Arguments;
using templates::Object;
using templates::Rendering;
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
    std::string repr() override { return "<SecureCookieSession " + templates::repr(dict()) + ">"; }
    bool is_true() override { return !session().empty(); }
    std::optional<std::size_t> length() override { return session().size(); }
    bool is_iterable() const override { return true; }
    bool is_mapping() const override { return true; }
    bool next(std::size_t& state, Var& out) override
    {
        const Var entries = dict();
        if (state >= dict_size(entries))
            return false;
        out = dict_key(entries, state++);
        return true;
    }
    bool has_item(const Var& searched) override
    {
        return searched.is_text() && session().contains(searched.view());
    }
    std::optional<Var> item(const Var& key) override { return entry_of(dict(), key); }
    std::optional<Var> attribute(std::string_view name) override
    {
        if (name == "permanent")
            return Var::boolean(session().permanent());
        if (name == "modified")
            return Var::boolean(session().modified());
        if (const templates::Method* method = templates::find_method(dict(), name))
            return templates::bound_method(*method, dict());
        return std::nullopt;
    }

private:
    const Session& session() const { return request_.session(); }

    // What the session holds, lent: it cannot be changed by a template.
    Var dict() const
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

} // namespace costrel
