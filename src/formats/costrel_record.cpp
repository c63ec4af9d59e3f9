#include "formats/costrel_record.hpp"

#include "encoding/base64.hpp"
#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"
#include "formats/record_header.hpp"
#include "formats/session_data.hpp"
#include "signing/digest_method.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::formats {

namespace {

using std::chrono::milliseconds;
using std::chrono::sys_seconds;

constexpr std::size_t id_bytes = 32;
constexpr std::size_t id_size = encoding::base64url_size(id_bytes);
constexpr std::size_t signature_size = encoding::base64url_size(32);
constexpr char separator = '.';
constexpr std::chrono::seconds default_skew(60);

std::uint64_t to_milliseconds(sys_seconds time)
{
    return static_cast<std::uint64_t>(milliseconds(time.time_since_epoch()).count());
}

// A time that no calendar has stays where the arithmetic of times can follow.
sys_seconds from_milliseconds(std::uint64_t count)
{
    constexpr std::uint64_t year_9999 = 253'402'300'799'000;
    return std::chrono::floor<std::chrono::seconds>(
        SysMillis(milliseconds(static_cast<std::int64_t>(std::min(count, year_9999)))));
}

bool is_shaped(std::string_view text)
{
    std::array<unsigned char, id_bytes> bytes;
    return text.size() == id_size + 1 + signature_size && text[id_size] == separator &&
           encoding::base64url_decode_canonical(text.substr(0, id_size), bytes) == id_bytes &&
           encoding::base64url_decode_canonical(text.substr(id_size + 1), bytes) == bytes.size();
}

std::string_view as_text(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

CostrelRecord::CostrelRecord(const KeyRing& ring, const SessionConfig& config)
    : windows_(ring, config.session_clock_skew.value_or(default_skew)),
      name_(config.session_cookie_name.value_or("session")), json_depth_(config.session_json_depth),
      max_record_(config.session_max_record),
      clock_skew_(config.session_clock_skew.value_or(default_skew))
{
    if (config.session_accept_other_until && config.session_accept_other_name != name_) {
        other_name_ = config.session_accept_other_name;
        until_ = *config.session_accept_other_until;
    }
    for (const KeyRing::Key& key : ring.keys)
        signers_.emplace_back(key.secret,
                              signing::SignerOptions{.salt = "costrel.session-id",
                                                     .key_derivation = signing::KeyDerivation::hmac,
                                                     .digest = "sha256"});
}

std::shared_ptr<const RecordFormat> CostrelRecord::with_keys(const KeyRing& ring,
                                                             const SessionConfig& config) const
{
    return std::make_shared<CostrelRecord>(ring, config);
}

SessionOrigin CostrelRecord::judge_signature(std::string_view text, sys_seconds now) const
{
    for (std::size_t key = 0; key < signers_.size(); ++key)
        if (!windows_.opens(key, now) && signers_[key].validate(text))
            return windows_.is_revoked(key) ? SessionOrigin::key_revoked
                                            : SessionOrigin::key_not_valid;
    return SessionOrigin::bad_signature;
}

CookieId CostrelRecord::read_id(const CookieField& cookies, sys_seconds now) const
{
    CookieId found;
    const std::vector<std::size_t> keys = windows_.order(now);
    for (std::string& text : cookies.all(name_, CookieField::Reading::raw)) {
        if (text.empty())
            continue;
        const bool shaped = is_shaped(text);
        for (std::size_t place = 0; shaped && place < keys.size(); ++place) {
            if (!signers_[keys[place]].validate(text))
                continue;
            text.resize(id_size);
            return {.origin = SessionOrigin::opened,
                    .id = std::move(text),
                    .rewrite = place > 0,
                    .key_index = place};
        }
        if (found.origin == SessionOrigin::none) // that of the first is told
            found.origin = shaped ? judge_signature(text, now) : SessionOrigin::malformed;
    }
    return found;
}

std::vector<OutCookie> CostrelRecord::write_id(std::string_view id, std::span<const std::byte>,
                                               sys_seconds now) const
{
    std::vector<OutCookie> cookies{
        {.name = name_, .value = signers_[windows_.sealing_key(now)].sign(id)}};
    // The cookie of the other name would be the older session once this one is gone.
    if (!other_name_.empty() && now < until_)
        cookies.push_back({.name = other_name_, .value = {}});
    return cookies;
}

std::vector<std::string> CostrelRecord::cookie_names() const
{
    std::vector<std::string> names{name_};
    if (!other_name_.empty())
        names.push_back(other_name_);
    return names;
}

std::string CostrelRecord::new_id(std::span<const std::byte> random) const
{
    std::string id;
    encoding::base64url_encode(id, as_text(random));
    return id;
}

StoreKey CostrelRecord::key(std::string_view id) const
{
    std::array<unsigned char, signing::max_digest_size> hash;
    const std::size_t size = signing::compute_digest("sha256", std::array{id}, hash);
    return {.bytes = std::string(reinterpret_cast<const char*>(hash.data()), size)};
}

SealedContent CostrelRecord::open(std::string_view record, sys_seconds) const
{
    SealedContent found;
    std::string_view data;
    const auto header = RecordHeader::read(record, data);
    if (header && header->kind == RecordHeader::moved) {
        found.origin = SessionOrigin::unknown_id;
        return found;
    }
    if (!header || header->kind != RecordHeader::session ||
        record.size() > RecordHeader::size + max_record_) {
        found.origin = SessionOrigin::unreadable;
        return found;
    }
    found.origin = SessionOrigin::opened;
    found.content = data;
    found.compressed = header->compressed;
    found.created = from_milliseconds(header->created);
    found.active = from_milliseconds(header->renewed);
    if (header->ends != 0)
        found.ends = from_milliseconds(header->ends);
    found.handle = header->handle;
    found.tolerance = clock_skew_;
    return found;
}

std::optional<Dict> CostrelRecord::read(std::string_view content) const
{
    Value value;
    if (encoding::read_tagged_json(content, json_depth_, value))
        return std::nullopt;
    return session_data(std::move(value));
}

Result<std::string, CannotCarry> CostrelRecord::write(const SessionToSave& session) const
{
    RecordHeader header;
    header.version = session.version.number;
    header.recent = session.version.recent;
    header.created = to_milliseconds(session.created);
    header.ends = session.ends ? to_milliseconds(*session.ends) : 0;
    header.handle = session.handle;
    header.renewed = to_milliseconds(session.now);
    std::string record;
    header.append_to(record);
    try {
        encoding::tagged_json_append(record, session.values);
    } catch (const std::invalid_argument& error) {
        return CannotCarry{.what = error.what()};
    }
    if (record.size() > RecordHeader::size + max_record_)
        return CannotCarry{.what = "it takes " +
                                   std::to_string(record.size() - RecordHeader::size) +
                                   " bytes, more than session_max_record"};
    return record;
}

} // namespace costrel::inline v1::formats

namespace costrel::inline v1 {

std::shared_ptr<const RecordFormat> RecordFormat::costrel()
{
    return std::make_shared<formats::CostrelRecord>(KeyRing{}, SessionConfig{});
}

} // namespace costrel::inline v1
