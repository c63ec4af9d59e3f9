#include "framework_kinds.hpp"
#include "interop/json_dialect.hpp"
#include "interop/percent_coding.hpp"
#include "vector.hpp"

#include <costrel/base64.hpp>
#include <costrel/json.hpp>

#include <cstring>

namespace conformance {

using costrel::CannotCarry;
using costrel::Dict;
using costrel::OutCookie;
using costrel::Result;
using costrel::Value;

namespace {

using Written = Result<std::vector<OutCookie>, CannotCarry>;

std::span<const std::byte> bytes_of(const std::string& text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

costrel::Handle handle_of(const Dict& vector)
{
    costrel::Handle handle{};
    const Value* random = optional_field(vector, "random");
    if (random && random->as<Dict>()->contains("session_id")) {
        const std::string bytes = hex_field(*random->as<Dict>(), "session_id");
        std::memcpy(handle.data(), bytes.data(), handle.size());
    }
    return handle;
}

Written one(std::string name, Result<std::string, CannotCarry> text)
{
    if (!text)
        return text.error();
    return std::vector<OutCookie>{{std::move(name), *std::move(text)}};
}

// {"_token", …, "_flash"}: what Laravel begins a session with.
Dict with_token(const Dict& vector, const Dict& values)
{
    Dict session{{"_token", text_field(dict_field(vector, "config"), "token")}};
    session.update(values);
    session.erase("_flash");
    return session;
}

Written write_laravel(const Dict& vector, const Dict& values)
{
    const Dict& config = dict_field(vector, "config");
    const Framework framework = framework_of(vector);
    const Dict session = with_token(vector, values);
    const std::string token(64, '\0');
    auto text =
        framework.record->write({session, clock_of(vector), clock_of(vector), {}, bytes_of(token)});
    if (!text)
        return text.error();
    std::string content = "{\"data\":";
    costrel::interop::append_json_text(content, *text, costrel::interop::php_json);
    content += ",\"expires\":" + std::to_string(integer_field(vector, "time") + 7200) + '}';

    const Dict& random = dict_field(vector, "random");
    std::vector<OutCookie> cookies;
    for (const auto& [name, iv, inner] :
         {std::tuple{text_field(config, "cookie_name"), "iv", text_field(config, "sid")},
          std::tuple{text_field(config, "sid"), "iv2", content}}) {
        Dict named = config;
        named.set("cookie_name", name);
        Dict other = vector;
        other.set("config", named);
        auto cookie = framework_of(other).text->save(inner, clock_of(vector),
                                                     bytes_of(hex_field(random, iv)));
        cookies.push_back(*std::move(cookie));
    }
    return cookies;
}

Written written(const Dict& vector, const Value& value)
{
    const std::string& kind = text_field(vector, "kind");
    const Framework framework = framework_of(vector);
    const std::string random = random_of(vector);
    const auto now = clock_of(vector);
    if (kind == "laravel")
        return write_laravel(vector, *value.as<Dict>());
    if (framework.text) {
        const std::string text =
            kind == "rails_signed"
                ? *costrel::interop::write_json(value, costrel::interop::rails_json)
                : *value.as<std::string>();
        auto cookie = framework.text->save(text, now, bytes_of(random));
        if (!cookie)
            return cookie.error();
        return std::vector<OutCookie>{*std::move(cookie)};
    }
    const costrel::SessionToSave session{*value.as<Dict>(), now, now, handle_of(vector),
                                         bytes_of(random)};
    if (framework.session)
        return framework.session->save(session);
    if (kind == "express_session")
        return framework.record->write_id(text_field(dict_field(vector, "config"), "sid"), {}, now);
    return one("session_data", framework.record->write(session));
}

std::string shown(const std::vector<OutCookie>& cookies)
{
    std::string field;
    for (const OutCookie& cookie : cookies)
        field += (field.empty() ? "" : "; ") + cookie.name + '=' + cookie.value;
    return field;
}

// The same of the vector: what the real thing wrote, as a Cookie field.
std::string wanted(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    if (optional_field(expect, "stored_b64"))
        return "session_data=" + costrel::base64_decode(text_field(expect, "stored_b64")).value();
    std::string field;
    for (const costrel::DictItem& item : dict_field(expect, "cookies")) {
        std::string value = *item.value.as<std::string>();
        if (text_field(vector, "kind") == "cookie_rs") // there it is given before it is encoded
            value = costrel::interop::percent_of(value, "!#$&'()*+-.:<=>?@[]^_`{|}~");
        field += (field.empty() ? "" : "; ") + item.key + '=' + value;
    }
    return field;
}

// The session without what its framework itself drops: null at Rails' top, names that PHP takes
// for numbers and cookie-session for its own.
Value without_dropped(const Dict& vector, Value value)
{
    const std::string& kind = text_field(vector, "kind");
    Dict* session = value.as<Dict>();
    if (!session)
        return value;
    for (const costrel::DictItem& item : Dict(*session)) {
        const bool number = !item.key.empty() &&
                            item.key.find_first_not_of("0123456789") == item.key.npos &&
                            (item.key == "0" || !item.key.starts_with('0'));
        if ((kind == "rails" && item.value.is_null()) ||
            (kind == "php_session" && number &&
             text_field(dict_field(vector, "config"), "handler") == "php"))
            session->erase(item.key);
    }
    return value;
}

} // namespace

Outcome check_framework_write(const Dict& vector)
{
    const std::string& kind = text_field(vector, "kind");
    const Dict& expect = dict_field(vector, "expect");
    auto given = costrel::json_loads(text_field(vector, "value"));
    Value value = *std::move(given);
    if (const Value* expiry = optional_field(dict_field(vector, "config"), "expiry");
        expiry && kind == "django")
        (*value.as<Dict>()).set("_session_expiry", *expiry);

    Value kept = without_dropped(vector, value);
    if (Dict* session = kept.as<Dict>()) {
        for (std::size_t i = 0; i < session->size(); ++i)
            session->value_at(i) = as_kept(kind, vector, std::move(session->value_at(i)));
    }
    // What the framework itself would change is an error here, unless it is already of that form.
    const bool cookie_of_id = kind == "express_session";
    if (!(kept == value) && !cookie_of_id && written(vector, value))
        return {Outcome::Status::failed, "CannotCarry", "a cookie that gives another value"};

    const Written got = written(vector, kept);
    if (optional_field(expect, "error"))
        return got ? compare("CannotCarry", shown(*got)) : passed();
    // Go writes integers as they are, and reads them as doubles.
    if (!got && kind == "gorilla" && got.error().what == "an integer beyond 2^53")
        return passed();
    if (!got)
        return compare(wanted(vector), "CannotCarry " + got.error().path + ": " + got.error().what);
    const Value* bytes = expect.find("bytes");
    if (!bytes || bytes->truth())
        return compare(wanted(vector), shown(*got));
    // The real writer's order is that of a hash table: what both wrote must read the same.
    const ReadBack theirs = read_back(vector, wanted(vector));
    const ReadBack ours = read_back(vector, shown(*got));
    return theirs.value && ours.value && same_value(*theirs.value, *ours.value)
               ? passed()
               : compare(wanted(vector), shown(*got));
}

} // namespace conformance
