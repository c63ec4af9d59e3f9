#include "sealed_rows.hpp"

#include "formats/sealed_format.hpp"
#include "session/ended_sessions.hpp"
#include "vector.hpp"

#include <costrel/json.hpp>
#include <costrel/session/format.hpp>

#include <algorithm>

namespace conformance {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

std::int64_t number_or(const costrel::Dict& settings, std::string_view name, std::int64_t fallback)
{
    return optional_field(settings, name) ? integer_field(settings, name) : fallback;
}

std::string text_or(const costrel::Dict& settings, std::string_view name, std::string fallback)
{
    return settings.contains(name) ? text_field(settings, name) : std::move(fallback);
}

std::optional<seconds> seconds_in(const costrel::Dict& settings, std::string_view name)
{
    if (!optional_field(settings, name))
        return std::nullopt;
    return seconds(integer_field(settings, name));
}

// A list whose replica can be out of date, which it says as ReplicatedRevocations does.
class RecordedList final : public costrel::RevocationList {
public:
    RecordedList(bool stale, bool refuses) : unknown_(stale && refuses) {}
    // One that remembers logins.
    explicit RecordedList(seconds staleness)
        : unknown_(false), survives_(true), staleness_(staleness)
    {
    }

    Verdict check(const costrel::SessionFacts& facts, sys_seconds now) const noexcept override
    {
        if (ended_.has_ended(facts, now))
            return Verdict::ended;
        return unknown_ ? Verdict::unknown : Verdict::good;
    }
    void end_session(const costrel::SessionFacts& facts, sys_seconds from,
                     sys_seconds until) override
    {
        ended_.end_session(*facts.handle, facts.created, from, until);
    }
    void end_user(std::string_view user, sys_seconds second) override
    {
        ended_.end_user(user, second);
    }
    void end_all(sys_seconds second) override { ended_.end_all(second); }
    std::optional<seconds> max_staleness() const noexcept override { return staleness_; }
    sys_seconds earliest_birth(std::string_view user, sys_seconds now) const noexcept override
    {
        return ended_.earliest_birth(user, now);
    }
    bool survives_restarts() const noexcept override { return survives_; }
    std::optional<costrel::RememberedUse>
    last_use(const costrel::Handle& series) const noexcept override
    {
        return ended_.last_use(series);
    }
    void use(const costrel::SessionFacts& login, const costrel::RememberedUse& use) override
    {
        ended_.use(*login.handle, login.created, use);
    }

private:
    costrel::session::EndedSessions ended_{1'000};
    bool unknown_;
    bool survives_ = false;
    seconds staleness_{0};
};

costrel::Handle handle_of(std::string_view hex)
{
    const std::string bytes = from_hex(hex);
    costrel::Handle handle{};
    std::ranges::transform(bytes, handle.begin(),
                           [](char byte) { return static_cast<std::byte>(byte); });
    return handle;
}

sys_seconds second_of(const costrel::Value& value)
{
    return sys_seconds(seconds(*value.as<std::int64_t>()));
}

} // namespace

sys_seconds seconds_field(const costrel::Dict& vector, std::string_view name)
{
    return sys_seconds(seconds(integer_field(vector, name)));
}

costrel::SessionConfig sealed_config(const costrel::Dict& vector)
{
    const costrel::Dict& given = dict_field(vector, "settings");
    costrel::SessionConfig config;
    config.session_format = costrel::SessionFormat::sealed();
    config.session_application = text_or(given, "application", "");
    config.session_cookie_name = text_or(given, "cookie_name", "session");
    if (config.session_cookie_name->starts_with("__"))
        config.session_cookie_secure = true;
    config.session_clock_skew = seconds(number_or(given, "skew", 60));
    config.session_padding = static_cast<std::size_t>(number_or(given, "padding", 32));
    config.session_compression = text_or(given, "compression", "when_needed") == "when_needed";
    config.session_max_cookie_in =
        static_cast<std::size_t>(number_or(given, "max_cookie_in", 8 * 1024));
    config.permanent_session_lifetime = seconds(number_or(given, "lifetime", 31 * 86'400));
    config.session_idle_timeout = seconds_in(given, "idle");
    config.session_absolute_timeout = seconds_in(given, "absolute");
    config.session_renew_after = seconds_in(given, "renew_after");
    // The reference takes an idle timeout that the absolute one always comes before; a
    // configuration does not.
    if (config.session_idle_timeout && config.session_absolute_timeout &&
        *config.session_idle_timeout > *config.session_absolute_timeout) {
        config.session_renew_after =
            config.session_renew_after.value_or(*config.session_idle_timeout / 4);
        config.session_idle_timeout = config.session_absolute_timeout;
    }
    config.session_inflate_limit =
        static_cast<std::size_t>(number_or(given, "inflate_limit", 1024 * 1024));
    config.session_json_depth = static_cast<std::size_t>(number_or(given, "json_depth", 128));
    if (const std::int64_t until = number_or(given, "accept_signed_until", 0); until != 0)
        config.session_accept_other_until = sys_seconds(seconds(until));
    config.session_user_key = text_or(given, "user_key", "");
    return config;
}

costrel::formats::SealedOptions sealed_options(const costrel::Dict& vector)
{
    const costrel::SessionConfig config = sealed_config(vector);
    costrel::formats::SealedOptions options =
        costrel::formats::sealed_options(config, *config.session_cookie_name);
    options.purpose = text_or(dict_field(vector, "settings"), "purpose", "session");
    return options;
}

costrel::KeyRing ring_of(const costrel::Dict& vector)
{
    return costrel::KeyRing::parse(costrel::json_dumps(field(vector, "ring")));
}

std::shared_ptr<costrel::RevocationList> revocations_of(const costrel::Dict& vector,
                                                        std::string_view name)
{
    if (!optional_field(vector, name))
        return nullptr;
    const costrel::Dict& given = dict_field(vector, name);
    auto list =
        std::make_shared<RecordedList>(flag(given, "stale"), flag(given, "refuse_when_stale"));
    for (const auto& [handle, times] : dict_field(given, "sessions")) {
        const costrel::List& both = *times.as<costrel::List>();
        list->end_session({.handle = handle_of(handle)}, second_of(both[0]), second_of(both[1]));
    }
    for (const auto& [user, second] : dict_field(given, "users"))
        list->end_user(user, second_of(second));
    list->end_all(seconds_field(given, "everybody"));
    return list;
}

std::shared_ptr<costrel::RevocationList> known_logins(const costrel::Dict& vector)
{
    const costrel::Dict& known = dict_field(vector, "known");
    auto list = std::make_shared<RecordedList>(seconds(integer_field(known, "max_staleness")));
    for (const auto& [series, last] : dict_field(known, "uses")) {
        const costrel::List& both = *last.as<costrel::List>();
        list->use({.handle = handle_of(series)},
                  {static_cast<std::uint32_t>(*both[0].as<std::int64_t>()), second_of(both[1])});
    }
    for (const auto& [series, times] : dict_field(known, "sessions")) {
        const costrel::List& both = *times.as<costrel::List>();
        list->end_session({.handle = handle_of(series)}, second_of(both[0]), second_of(both[1]));
    }
    for (const auto& [user, second] : dict_field(known, "users"))
        list->end_user(user, second_of(second));
    if (integer_field(known, "everybody") >= 0)
        list->end_all(seconds_field(known, "everybody"));
    return list;
}

} // namespace conformance
