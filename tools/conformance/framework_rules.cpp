#include "framework_kinds.hpp"
#include "interop/erlang_term.hpp"
#include "interop/php_reader.hpp"
#include "interop/strict_base64.hpp"
#include "vector.hpp"

#include <costrel/json.hpp>

#include <algorithm>

namespace conformance {

using costrel::CookieField;
using costrel::Dict;
using costrel::Value;

namespace {

std::string cookie_name(const Dict& vector)
{
    const Dict& config = dict_field(vector, "config");
    return optional_field(config, "cookie_name") ? text_field(config, "cookie_name")
                                                 : "PLAY_SESSION";
}

std::string first_cookie(const Dict& vector, CookieField::Reading reading)
{
    const auto values = CookieField(text_field(vector, "header")).all(cookie_name(vector), reading);
    return values.empty() ? std::string() : values.front();
}

bool has_tag(const Value& value)
{
    if (const auto* list = value.as<costrel::List>())
        return std::ranges::any_of(*list, has_tag);
    if (const auto* dict = value.as<Dict>())
        return std::ranges::any_of(*dict, [](const costrel::DictItem& item) {
            return (item.key.starts_with(' ') && item.key != " bytes" && item.key != " tuple") ||
                   has_tag(item.value);
        });
    return false;
}

bool php_has_more(std::string_view content)
{
    costrel::interop::PhpReader reader(content);
    return reader.array() && !reader.at_end();
}

bool term_has_more(std::string_view content)
{
    for (std::size_t size = content.size(); size-- > 1;) {
        if (costrel::interop::read_erlang_map(content.substr(0, size)))
            return true;
    }
    return false;
}

// "NAME.0": of a text that is cut, the first cookie of each name counts.
bool is_piece(std::string_view name)
{
    return name.size() > 2 && name[name.size() - 2] == '.' && name.back() >= '0' &&
           name.back() <= '9';
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    return text;
}

} // namespace

std::string_view stricter(const Dict& vector, const ReadBack& got)
{
    const Dict& expect = dict_field(vector, "expect");
    const std::string& kind = text_field(vector, "kind");
    if (flag(expect, "lenient") || flag(vector, "lenient"))
        return "another spelling of a good cookie";
    const Value* text = optional_field(expect, "value");
    const auto want =
        text ? costrel::json_loads(*text->as<std::string>()) : costrel::json_loads("null");
    const bool is_text =
        kind == "hono" || kind == "cookie_rs" || kind == "rails_signed" || kind == "laravel_cookie";
    if (!is_text && want && !want->as<Dict>() && !want->as<costrel::List>())
        return "no object";
    if (!is_text && want && want->truth() == false)
        return "an empty session";
    if (want && has_tag(*want))
        return "an atom, or a key that is no text";
    if (kind == "cookie_session" && !trimmed(got.content).starts_with('{'))
        return "no object";
    if (kind == "gorilla" && want && want->as<costrel::List>())
        return "no object";
    if ((kind == "laravel" || kind == "php_session") && php_has_more(got.content))
        return "more after the array";
    if (kind == "phoenix") {
        const std::string cookie = first_cookie(vector, CookieField::Reading::raw);
        if (cookie.starts_with("SFMzODQ.") || cookie.starts_with("SFM1MTI."))
            return "another hash than Plug writes";
        if (term_has_more(got.content))
            return "more after the term";
    }
    if (kind == "django" && want && want->as<Dict>() &&
        want->as<Dict>()->contains("_session_expiry"))
        return "the end that set_expiry() gave it";
    if (kind == "iron") {
        const std::string cookie = first_cookie(vector, CookieField::Reading::uri);
        if (cookie.find('~') != cookie.size() - 2 || !cookie.ends_with("~2"))
            return "another version than 2";
        if (cookie.find_first_of("+/") != cookie.npos)
            return "the other alphabet";
        const std::size_t last = cookie.rfind('*') + 1;
        if (!costrel::interop::read_base64(cookie.substr(last, cookie.size() - 2 - last),
                                           costrel::interop::Base64::url))
            return "another spelling of the MAC, which no MAC protects";
    }
    if (kind == "authjs" && first_cookie(vector, CookieField::Reading::raw).empty() &&
        CookieField(text_field(vector, "header")).all(cookie_name(vector) + ".0").empty())
        return "a name that only begins alike";
    return {};
}

std::vector<std::string> one_of_each(const Dict& vector)
{
    if (!optional_field(vector, "header"))
        return {};
    // The pieces by their names, in the order of the field.
    std::vector<std::pair<std::string, std::string>> pieces;
    std::string_view rest = text_field(vector, "header");
    while (!rest.empty()) {
        const std::string_view piece = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
        pieces.emplace_back(trimmed(piece.substr(0, piece.find('='))), piece);
    }
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto same =
            std::ranges::count(pieces, pieces[i].first, &decltype(pieces)::value_type::first);
        if (same < 2 || is_piece(pieces[i].first))
            continue;
        std::string field;
        for (std::size_t j = 0; j < pieces.size(); ++j) {
            if (j == i || pieces[j].first != pieces[i].first)
                field += (field.empty() ? "" : ";") + pieces[j].second;
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

} // namespace conformance
