// Flask-Session's records, IDs and what it does from request to request.
#include "kinds.hpp"
#include "python_literal.hpp"
#include "vector.hpp"

#include <costrel/interop/flask_session.hpp>
#include <costrel/json.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session_exchange.hpp>
#include <costrel/sync_wait.hpp>
#include <costrel/tagged_json.hpp>

#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace conformance {

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using interop::FlaskSessionOptions;
using interop::FlaskSessionSerialization;

constexpr std::chrono::sys_seconds now{1'764'230'400s};
constexpr std::string_view secret_key = "test-secret-key-0123456789abcdef";

std::shared_ptr<const RecordFormat> format_of(const Dict& vector)
{
    return interop::flask_session({.serialization = text_field(vector, "format") == "json"
                                                        ? FlaskSessionSerialization::json
                                                        : FlaskSessionSerialization::msgpack});
}

// As text that two values share only when they are the same; a nan is the same as itself.
std::string shown(const std::optional<Dict>& dict)
{
    return dict ? TaggedJSONSerializer::dumps(*dict) : "no session";
}

std::optional<Dict> dict_of(const std::string& repr)
{
    auto value = python_literal(repr);
    const Dict* dict = value ? value->as<Dict>() : nullptr;
    return dict ? std::optional(*dict) : std::nullopt;
}

std::optional<Dict> read_record(const RecordFormat& format, std::string_view record)
{
    const SealedContent content = format.open(record, now);
    return content.origin == SessionOrigin::opened ? format.read(content.content) : std::nullopt;
}

bool holds_html(const Dict& dict)
{
    for (const DictItem& item : dict)
        if (item.value.as<Html>())
            return true;
    return false;
}

std::string error_of(const Result<std::string, CannotCarry>& written)
{
    return "CannotCarry " + written.error().path + ": " + written.error().what;
}

} // namespace

Outcome check_flask_session_value(const Dict& vector)
{
    const auto format = format_of(vector);
    const auto value = dict_of(text_field(vector, "value"));
    const bool rejected = integer_field(vector, "status") == 500;
    if (rejected) {
        if (!value || holds_html(*value)) // we write it as text
            return skipped();
        const auto written = format->write({*value, now, now, {}, {}});
        return compare("CannotCarry", written ? *written : "CannotCarry");
    }

    const std::string record =
        hex_field(*dict_field(vector, "records").begin()->value.as<Dict>(), "hex");
    // Integer keys, which MessagePack has, are text here.
    if (value && text_field(vector, "name") != "int_key") {
        Dict session{{"_permanent", true}};
        session.update(*value);
        const auto written = format->write({session, now, now, {}, {}});
        if (!written || *written != record)
            return compare(to_hex(record), written ? to_hex(*written) : error_of(written));
    }
    const auto back = dict_of(text_field(vector, "read_back"));
    const auto read = read_record(*format, record);
    if (!back) // a key that costrel rejects, or a time that it cuts to its seconds
        return value ? compare("no session", shown(read)) : passed();
    return compare(shown(back), shown(read));
}

Outcome check_flask_session_record(const Dict& vector)
{
    const auto read = read_record(*format_of(vector), hex_field(vector, "record"));
    const std::string& name = text_field(vector, "name");
    const std::string& body = text_field(vector, "body");
    // A pickle, an object of an extension type and keys of bytes are rejected here; null and empty
    // records begin anew, as there.
    const bool is_bad = integer_field(vector, "status") == 500 || name == "pickle" ||
                        name == "ext" || name == "bin_key" || body == "{'_permanent': True}";
    return compare(is_bad ? "no session" : shown(dict_of(body)), shown(read));
}

Outcome check_flask_session_cookie(const Dict& vector)
{
    const auto format = interop::flask_session();
    const std::string field = "session=" + text_field(vector, "cookie");
    const CookieId id = format->read_id(CookieField(field), now);
    const bool is_good = text_field(vector, "name") == "unknown"; // and then not adopted
    return compare(is_good ? "opened" : "rejected",
                   id.origin == SessionOrigin::opened ? "opened" : "rejected");
}

Outcome check_flask_session_signer(const Dict& vector)
{
    const auto format = interop::flask_session({.signer_key = text_field(vector, "secret_key")});
    const std::string& id = text_field(vector, "sid");
    const auto cookies = format->write_id(id, {}, now);
    if (cookies[0].value != text_field(vector, "signed"))
        return compare(text_field(vector, "signed"), cookies[0].value);
    const CookieId read = format->read_id(CookieField("session=" + cookies[0].value), now);
    return compare(id.size() == 43 ? id : "", read.id);
}

namespace {

// One request of a flow: the store before it, what the handler does, and the store after it.
class FlaskSessionFlow {
public:
    explicit FlaskSessionFlow(const Dict& vector) : vector_(&vector)
    {
        const Dict& settings = dict_field(vector, "settings");
        for (const DictItem& setting : settings) {
            const Value value = *python_literal(*setting.value.as<std::string>());
            const auto* text = value.as<std::string>();
            if (setting.key == "SESSION_SERIALIZATION_FORMAT")
                options_.serialization = FlaskSessionSerialization::json;
            else if (setting.key == "SESSION_USE_SIGNER")
                options_.signer_key = secret_key;
            else if (setting.key == "SESSION_KEY_PREFIX")
                options_.key_prefix = *text;
            else if (setting.key == "SESSION_ID_LENGTH")
                options_.id_length = static_cast<std::size_t>(*value.as<std::int64_t>());
            else if (setting.key == "SESSION_COOKIE_NAME")
                options_.cookie_name = *text;
            else if (setting.key == "SESSION_PERMANENT")
                permanent_ = false;
            else if (setting.key == "SESSION_COOKIE_SECURE")
                secure_ = true;
        }
        for (const DictItem& record : dict_field(vector, "before"))
            static_cast<void>(sync_wait(store_->insert(
                key_of(record.key),
                {.bytes = hex_field(*record.value.as<Dict>(), "hex"), .expires = now + 24h},
                deadline())));
    }

    Outcome run()
    {
        // Without its refresh, a change below the top is lost there, as in Flask; here it is not.
        if (text_field(*vector_, "config") == "no_refresh" &&
            text_field(*vector_, "step") == "/nested")
            return skipped();
        const SessionInterface sessions({.secret_key = std::string(secret_key),
                                         .session_store = store_,
                                         .session_record = interop::flask_session(options_),
                                         .session_cookie_secure = secure_});
        SessionExchange exchange(sessions, now);
        if (const Value* cookie = optional_field(*vector_, "cookie_sent"))
            exchange.add_cookie_field(options_.cookie_name + "=" + *cookie->as<std::string>());
        if (const Outcome outcome = handle(exchange.session());
            outcome.status != Outcome::Status::passed)
            return outcome;
        const SavedSession saved = exchange.finish();
        return compare_stores(saved);
    }

private:
    static Deadline deadline() { return std::chrono::steady_clock::now() + 10s; }
    static StoreKey key_of(const std::string& name) { return {name, true}; }

    Outcome handle(Session& session)
    {
        const std::string& step = text_field(*vector_, "step");
        if (step == "/set") {
            if (permanent_)
                session.set_permanent(true);
            session["username"] = "admin";
            session["cart"] = List{1, 2};
        } else if (step == "/nested") {
            session["cart"].append(5);
        } else if (step == "/nonperm") {
            session.set_permanent(false);
            session["username"] = "np";
        } else if (step == "/regen") {
            session.regenerate();
        } else if (step == "/pop") {
            session.pop("username");
        } else if (step == "/clear") {
            session.clear();
        } else if (step == "/read") {
            Dict read;
            for (const DictItem& item : session)
                read.set(item.key, item.value);
            // A new session of Flask-Session is permanent; ours is what the handler makes it.
            const bool is_new = dict_field(*vector_, "before").size() == 0;
            return compare(is_new ? "{}" : shown(dict_of(text_field(*vector_, "body"))),
                           shown(read));
        }
        return passed();
    }

    // The records are those of Flask-Session; under a new ID, when it made one.
    Outcome compare_stores(const SavedSession& saved)
    {
        const Dict& before = dict_field(*vector_, "before");
        const Dict& after = dict_field(*vector_, "after");
        for (const DictItem& record : before)
            if (!after.contains(record.key) &&
                sync_wait(store_->load(key_of(record.key), deadline()))->has_value())
                return compare("gone: " + record.key, "there");
        for (const DictItem& record : after) {
            std::string key = record.key;
            if (!before.contains(key)) {
                const CookieId id = sent_id(saved);
                if (id.origin != SessionOrigin::opened)
                    return compare("a cookie with an ID", "none");
                key = options_.key_prefix + id.id;
            }
            auto loaded = sync_wait(store_->load(key_of(key), deadline()));
            if (!loaded || !*loaded)
                return compare("a record", "none");
            const std::string want = hex_field(*record.value.as<Dict>(), "hex");
            std::string got = (*loaded)->bytes;
            const auto format = interop::flask_session(options_);
            // regenerate() keeps an ID of its own beside that of the store.
            if (auto session = format->read(got); session && session->erase("_session_id"))
                got = *format->write({*session, now, now, {}, {}});
            if (got != want)
                return compare(to_hex(want), to_hex(got));
        }
        return passed();
    }

    CookieId sent_id(const SavedSession& saved) const
    {
        if (saved.set_cookies.empty())
            return {};
        const std::string& field = saved.set_cookies[0];
        return interop::flask_session(options_)->read_id(
            CookieField(std::string_view(field).substr(0, field.find(';'))), now);
    }

    const Dict* vector_;
    FlaskSessionOptions options_;
    bool permanent_ = true;
    bool secure_ = false;
    std::shared_ptr<SessionStore> store_ = memory_store();
};

} // namespace

Outcome check_flask_session_flow(const Dict& vector)
{
    return FlaskSessionFlow(vector).run();
}

} // namespace conformance
