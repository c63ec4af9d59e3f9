#include "framework_kinds.hpp"
#include "vector.hpp"

#include <costrel/base64.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/laravel.hpp>
#include <costrel/json.hpp>
#include <costrel/utf8.hpp>

namespace conformance {

using costrel::CookieField;
using costrel::Dict;
using costrel::SealedContent;
using costrel::SessionOrigin;
using costrel::Value;

namespace {

template <class Format>
ReadBack opened(const Format& format, const SealedContent& content)
{
    if (content.origin != SessionOrigin::opened)
        return {};
    ReadBack back{std::nullopt, content.content};
    auto session = format.read(content.content);
    if (session && !session->empty())
        back.value = *std::move(session);
    return back;
}

ReadBack read_text(const Dict& vector, const SealedContent& content)
{
    if (content.origin != SessionOrigin::opened)
        return {};
    if (text_field(vector, "kind") == "rails_signed") // there the text is JSON
        return {*costrel::json_loads(content.content), content.content};
    return {Value(costrel::to_utf8(content.content)), content.content};
}

// The driver "cookie": one cookie with the ID, one named by it with {"data":…,"expires":…}.
ReadBack read_laravel(const Dict& vector, const CookieField& cookies)
{
    const Framework framework = framework_of(vector);
    const auto id = framework.record->read_id(cookies, clock_of(vector));
    if (id.origin != SessionOrigin::opened)
        return {};
    const Dict& config = dict_field(vector, "config");
    Dict named = config;
    named.set("cookie_name", id.id);
    Dict inner = vector;
    inner.set("config", named);
    const auto content = framework_of(inner).text->open(cookies, clock_of(vector));
    const auto json = costrel::json_loads(content.content);
    const Dict* fields =
        content.origin == SessionOrigin::opened && json ? json->as<Dict>() : nullptr;
    const Value* expires = fields ? fields->find("expires") : nullptr;
    const Value* data = fields ? fields->find("data") : nullptr;
    if (!expires || !expires->as<std::int64_t>() || !data || !data->as<std::string>() ||
        integer_field(vector, "time") > *expires->as<std::int64_t>())
        return {};
    ReadBack back{std::nullopt, *data->as<std::string>()};
    if (auto session = framework.record->read(back.content))
        back.value = *std::move(session);
    return back;
}

ReadBack read_record(const costrel::RecordFormat& format, std::string_view record,
                     std::chrono::sys_seconds now)
{
    return opened(format, format.open(record, now));
}

} // namespace

ReadBack read_back(const Dict& vector, std::string_view header)
{
    const std::string& kind = text_field(vector, "kind");
    const CookieField cookies(header);
    if (kind == "laravel")
        return read_laravel(vector, cookies);
    const Framework framework = framework_of(vector);
    const auto now = clock_of(vector);
    if (framework.session)
        return opened(*framework.session, framework.session->open(cookies, now));
    if (framework.text)
        return read_text(vector, framework.text->open(cookies, now));
    if (kind == "express_session") {
        const auto id = framework.record->read_id(cookies, clock_of(vector));
        const Dict& config = dict_field(vector, "config");
        if (id.origin != SessionOrigin::opened || id.id != text_field(config, "sid") ||
            !optional_field(config, "stored"))
            return {};
        return read_record(*framework.record, text_field(config, "stored"), now);
    }
    return read_record(*framework.record, header, now);
}

Outcome check_framework_read(const Dict& vector)
{
    std::string header;
    if (optional_field(vector, "stored_b64"))
        header = costrel::base64_decode(text_field(vector, "stored_b64")).value();
    else
        header = text_field(vector, optional_field(vector, "stored") ? "stored" : "header");
    const ReadBack got = read_back(vector, header);
    const auto shown = [](const std::optional<Value>& value) {
        return value ? costrel::json_dumps(*value, {.flask_types = true}) : std::string("none");
    };
    const auto failed = [&](std::string_view want) {
        std::string text;
        try {
            text = shown(got.value);
        } catch (const std::exception&) {
            text = "a value that JSON has no form for";
        }
        return Outcome{Outcome::Status::failed, std::string(want), text};
    };

    const Dict& expect = dict_field(vector, "expect");
    const bool wanted = text_field(expect, "outcome") == "ok" && !optional_field(expect, "ours");
    // Of several cookies of a name, costrel takes the first that is good.
    if (const auto single = one_of_each(vector); !single.empty()) {
        ReadBack first;
        for (std::size_t i = 0; i < single.size() && !first.value; ++i)
            first = read_back(vector, single[i]);
        if (first.value.has_value() != got.value.has_value() ||
            (first.value && !same_value(*first.value, *got.value)))
            return failed("what the first good cookie of the name gives");
        if (got.value && !wanted)
            return passed();
    }
    if (!got.value)
        return !wanted || !stricter(vector, got).empty() ? passed() : failed("a session");
    if (!wanted)
        return failed("none");
    if (const Value* text = optional_field(expect, "value")) {
        const auto want = costrel::json_loads(*text->as<std::string>());
        if (!want || !same_value(*want, *got.value))
            return failed(*text->as<std::string>());
    }
    return passed();
}

} // namespace conformance
