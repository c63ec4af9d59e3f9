#include "formats/migrating_format.hpp"

#include "formats/sealed_format.hpp"
#include "formats/session_handle.hpp"
#include "signing/zlib.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace costrel::inline v1::formats {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

// The beginning of a session may lie ahead of its signature by the skew of sealed ones.
SessionConfig with_skew(SessionConfig config)
{
    config.session_clock_skew = config.session_clock_skew.value_or(seconds(60));
    return config;
}

// When it may find something else in a field. The windows of sealed keys change where those of
// signed ones do, whose skew is the same or none.
std::vector<sys_seconds> changes_of(const SealedCookie& sealed, sys_seconds until)
{
    std::vector<sys_seconds> changes = sealed.windows().changes();
    changes.insert(std::ranges::upper_bound(changes, until), until);
    return changes;
}

} // namespace

MigratingFormat::MigratingFormat(std::shared_ptr<const SessionFormat> written, Writes writes,
                                 const KeyRing& ring, const SessionConfig& config)
    : written_(std::move(written)), writes_(writes), until_(*config.session_accept_other_until),
      name_(config.session_cookie_name.value_or("session")),
      other_name_(config.session_accept_other_name), sealed_(ring, sealed_options(config, name_)),
      flask_(ring, with_skew(config)), numbers_(changes_of(sealed_, until_)),
      inflate_limit_(config.session_inflate_limit)
{
    if (other_name_ == name_)
        other_name_.clear();
    if (!other_name_.empty())
        sealed_of_other_name_.emplace(ring, sealed_options(config, other_name_));
}

// A signed session says itself when it began. So that its times are judged all at once, as a sealed
// one's are, it is read here already.
SealedContent MigratingFormat::open_signed(std::string_view value, sys_seconds now) const
{
    SealedContent found = flask_.open_value(value, now);
    if (found.origin != SessionOrigin::opened)
        return found;
    found.rewrite = found.rewrite || writes_ == Writes::sealed;
    if (writes_ == Writes::flask)
        return found;
    found.tolerance = seconds(0); // as in Flask
    if (found.compressed) {
        std::string text;
        const auto status = signing::inflate_zlib(found.content, inflate_limit_, text);
        if (status != signing::InflateStatus::ok) {
            found.origin = status == signing::InflateStatus::too_large ? SessionOrigin::too_large
                                                                       : SessionOrigin::unreadable;
            return found;
        }
        found.content = std::move(text);
        found.compressed = false;
    }
    if (const auto values = written_->read(found.content))
        complete(found, *values);
    else
        found.origin = SessionOrigin::unreadable;
    return found;
}

SealedContent MigratingFormat::first_of(std::span<const std::string> values,
                                        const SealedCookie& sealed, sys_seconds now) const
{
    SealedContent first;
    for (const bool of_signed : {writes_ == Writes::flask, writes_ == Writes::sealed}) {
        for (const std::string& value : values) {
            if (value.empty() || (value.find('.') != value.npos) != of_signed)
                continue;
            SealedContent found = of_signed ? open_signed(value, now) : sealed.open(value, now);
            if (found.origin == SessionOrigin::opened) {
                found.rewrite = found.rewrite || of_signed != (writes_ == Writes::flask);
                return found;
            }
            if (first.origin == SessionOrigin::none)
                first = std::move(found);
        }
    }
    return first;
}

SealedContent MigratingFormat::open_first(std::span<const std::string> values,
                                          sys_seconds now) const
{
    return first_of(values, sealed_, now);
}

SealedContent MigratingFormat::open(const CookieField& cookies, sys_seconds now) const
{
    if (now >= until_)
        return written_->open(cookies, now);
    if (other_name_.empty())
        return open_first(cookies.all(name_), now);
    SealedContent found = written_->open(cookies, now);
    if (found.origin == SessionOrigin::opened)
        return found;
    SealedContent old = first_of(cookies.all(other_name_), *sealed_of_other_name_, now);
    if (old.origin != SessionOrigin::opened && found.origin != SessionOrigin::none)
        return found;
    old.rewrite = true;
    return old;
}

std::optional<Dict> MigratingFormat::read(std::string_view content) const
{
    return written_->read(content);
}

void MigratingFormat::complete(SealedContent& found, const Dict& values) const
{
    if (found.created)
        return; // a sealed one, which says it outside of its content, or one that was read
    flask_.complete(found, values);
    if (!found.created)
        found.created = found.active;
    if (!found.handle)
        found.handle = handle_of_values(values);
}

Result<std::vector<OutCookie>, CannotCarry>
MigratingFormat::save(const SessionToSave& session) const
{
    auto cookies = written_->save(session);
    if (!cookies || other_name_.empty() || session.now >= until_)
        return cookies;
    // The cookie of the other name would be the older session once this one is gone.
    std::vector<OutCookie> both = *std::move(cookies);
    both.push_back({other_name_, {}});
    return both;
}

std::vector<std::string> MigratingFormat::cookie_names() const
{
    std::vector<std::string> names = written_->cookie_names();
    if (!other_name_.empty())
        names.push_back(other_name_);
    return names;
}

} // namespace costrel::inline v1::formats
