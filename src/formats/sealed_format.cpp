#include "formats/sealed_format.hpp"

#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"
#include "encoding/spare_text.hpp"
#include "formats/migrating_format.hpp"
#include "formats/spare_cookies.hpp"

#include <costrel/cookie.hpp>
#include <costrel/sealing/key_ring.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::formats {

using std::chrono::sys_seconds;

SealedFormat::SealedFormat(SealedCookie cookie, std::size_t json_depth)
    : cookie_(std::move(cookie)), numbers_(cookie_.windows().changes()), json_depth_(json_depth)
{
}

SealedContent SealedFormat::open(const CookieField& cookies, sys_seconds now) const
{
    const std::string& name = cookie_.options().cookie_name;
    std::string unquoted;
    const auto value = find_cookie(cookies.header(), name, unquoted);
    SealedContent first = value ? cookie_.open(*value, now) : SealedContent();
    if (!value || first.origin == SessionOrigin::opened)
        return first;
    const std::vector<std::string> values = cookies.all(name);
    const std::size_t seen = std::min<std::size_t>(values.size(), 1);
    return open_first(std::span(values).subspan(seen), now, std::move(first));
}

SealedContent SealedFormat::open_first(std::span<const std::string> values, sys_seconds now,
                                       SealedContent first) const
{
    for (const std::string& value : values) {
        SealedContent content = cookie_.open(value, now);
        if (content.origin == SessionOrigin::opened)
            return content;
        if (first.origin == SessionOrigin::none)
            first = std::move(content);
    }
    return first;
}

std::optional<Dict> SealedFormat::read(std::string_view content) const
{
    Value value;
    if (encoding::read_tagged_json(content, json_depth_, value))
        return std::nullopt;
    auto* dict = value.as<Dict>();
    return dict ? std::optional(std::move(*dict)) : std::nullopt;
}

Result<std::vector<OutCookie>, CannotCarry> SealedFormat::save(const SessionToSave& session) const
{
    encoding::SpareText json;
    try {
        encoding::tagged_json_append(*json, session.values);
    } catch (const std::invalid_argument& error) {
        return CannotCarry{{}, error.what()};
    }
    const SealedCookie::Times times{session.now, session.created,
                                    session.opened.value_or(session.now)};
    auto value = cookie_.seal(*json, times, session.handle, session.random);
    if (!value)
        return value.error();
    std::vector<OutCookie> cookies = take_spare_cookies();
    cookies.push_back({cookie_.options().cookie_name, *std::move(value)});
    return cookies;
}

std::vector<std::string> SealedFormat::cookie_names() const
{
    return {cookie_.options().cookie_name};
}

SealedOptions sealed_options(const SessionConfig& config, std::string_view cookie_name)
{
    return {.application = config.session_application,
            .cookie_name = std::string(cookie_name),
            .skew = config.session_clock_skew.value_or(std::chrono::seconds(60)),
            .padding = config.session_padding,
            .compression = config.session_compression,
            .max_cookie_in = config.session_max_cookie_in,
            .inflate_limit = config.session_inflate_limit};
}

namespace {

// What SessionFormat::sealed() gives: it knows no session before it has keys.
class UnkeyedSealedFormat final : public SessionFormat {
public:
    SealedContent open(const CookieField&, sys_seconds) const override
    {
        SealedContent content;
        content.origin = SessionOrigin::no_key;
        return content;
    }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave&) const override
    {
        throw std::logic_error("costrel: a sealed session cannot be saved without a key");
    }
    std::vector<std::string> cookie_names() const override { return {"session"}; }
    std::shared_ptr<const SessionFormat> with_keys(const KeyRing& ring,
                                                   const SessionConfig& config) const override
    {
        if (ring.keys.empty())
            return std::make_shared<UnkeyedSealedFormat>();
        const std::string name = config.session_cookie_name.value_or("session");
        auto sealed = std::make_shared<SealedFormat>(
            SealedCookie(ring, sealed_options(config, name)), config.session_json_depth);
        if (!config.session_accept_other_until)
            return sealed;
        return std::make_shared<MigratingFormat>(std::move(sealed), Writes::sealed, ring, config);
    }
};

} // namespace

} // namespace costrel::inline v1::formats

namespace costrel::inline v1 {

std::shared_ptr<const SessionFormat> SessionFormat::sealed()
{
    return std::make_shared<formats::UnkeyedSealedFormat>();
}

} // namespace costrel::inline v1
