#include "session/session_cache.hpp"

#include "encoding/wipe.hpp"
#include "session/value_memory.hpp"
#include "signing/random.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace costrel::inline v1::session {

namespace {

constexpr std::size_t place_count = 256;
constexpr std::size_t largest_part = 4;
constexpr std::size_t shortest_field = 8; // a shorter one is read anew

std::uint64_t word_at(const char* at) noexcept
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Calls `visit` with the position of each eight bytes of a text of that size, which has eight at
// least; the last ones overlap with those before.
template <class Visit>
void for_each_word(std::size_t size, Visit visit) noexcept
{
    const std::size_t last = size - sizeof(std::uint64_t);
    for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t))
        visit(at);
    visit(last);
}

// In a time that does not tell where they differ: the field has a signature in it. Both have eight
// bytes at least.
bool equal(std::string_view left, std::string_view right) noexcept
{
    if (left.size() != right.size())
        return false;
    std::uint64_t different = 0;
    for_each_word(left.size(), [&](std::size_t at) {
        different |= word_at(left.data() + at) ^ word_at(right.data() + at);
    });
    return different == 0;
}

SealedContent facts_of(const SealedContent& found)
{
    SealedContent facts;
    facts.origin = found.origin;
    facts.key_index = found.key_index;
    facts.created = found.created;
    facts.active = found.active;
    facts.ends = found.ends;
    facts.begins = found.begins;
    facts.handle = found.handle;
    facts.rewrite = found.rewrite;
    facts.tolerance = found.tolerance;
    return facts;
}

} // namespace

SessionCache::Kept::~Kept()
{
    encoding::wipe(field);
    encoding::wipe(session.saved);
    encoding::wipe(session.field);
}

SessionCache& SessionCache::of_this_thread()
{
    static thread_local SessionCache cache;
    return cache;
}

std::uint64_t SessionCache::hash_of(std::uint64_t format, std::string_view field) const noexcept
{
    std::uint64_t hash = secret_ ^ format ^ (field.size() << 32);
    for_each_word(field.size(), [&](std::size_t at) {
        hash =
            std::rotl((hash ^ word_at(field.data() + at)) * 0x9E37'79B9'7F4A'7C15U, 29) + secret_;
    });
    return hash * 0xD6E8'FEB8'6659'FD93U;
}

ReadSession* SessionCache::find(std::uint64_t format, std::string_view field) noexcept
{
    if (bytes_ == 0 || field.size() < shortest_field)
        return nullptr;
    const std::uint64_t hash = hash_of(format, field);
    const std::size_t set = (hash >> 32) % (place_count / ways) * ways;
    for (Place* place = &places_[set]; place != &places_[set] + ways; ++place) {
        if (place->hash == hash && place->format == format && equal(place->kept->field, field)) {
            place->used = ++uses_;
            return &place->kept->session;
        }
    }
    return nullptr;
}

// A field that comes once is not worth its memory, nor a session that has to go for it.
bool SessionCache::is_second(std::uint64_t hash) noexcept
{
    const auto half = static_cast<std::uint32_t>(hash);
    return std::exchange(seen_[(hash >> 40) % seen_.size()], half) == half;
}

SessionCache::Place& SessionCache::oldest_of_set(std::uint64_t hash) noexcept
{
    const std::size_t set = (hash >> 32) % (place_count / ways) * ways;
    Place* oldest = &places_[set];
    for (Place* place = oldest + 1; place != &places_[set] + ways; ++place)
        if (place->used < oldest->used)
            oldest = place;
    return *oldest;
}

void SessionCache::clear(Place& place) noexcept
{
    bytes_ -= place.bytes;
    place = Place{};
}

void SessionCache::make_room(std::size_t bytes, std::size_t most) noexcept
{
    for (std::size_t i = 0; i < place_count && bytes_ + bytes > most; ++i) {
        clear(places_[next_]);
        next_ = (next_ + 1) % place_count;
    }
}

void SessionCache::add(std::uint64_t format, std::string_view field, const SealedContent& found,
                       detail::SharedDict& values, std::size_t most) noexcept
try {
    if (field.size() < shortest_field)
        return;
    if (secret_ == 0)
        signing::fill_random({reinterpret_cast<unsigned char*>(&secret_), sizeof secret_});
    const std::uint64_t hash = hash_of(format, field);
    if (!is_second(hash))
        return;
    const std::size_t bytes = sizeof(Kept) + field.size() + memory_of(values.read());
    if (bytes > most / largest_part)
        return;
    if (places_.empty())
        places_.resize(place_count);
    Place& place = oldest_of_set(hash);
    clear(place);
    make_room(bytes, most);
    auto kept = std::make_unique<Kept>();
    kept->field = field;
    kept->session.found = facts_of(found);
    kept->session.values = values.share();
    kept->session.place = static_cast<std::size_t>(&place - places_.data()) + 1;
    place = {hash, format, ++uses_, bytes, std::move(kept)};
    bytes_ += bytes;
} catch (...) { // without memory, or random bytes, it is read again
}

ReadSession* SessionCache::at(std::size_t place, std::uint64_t format,
                              const detail::SharedDict& values) noexcept
{
    if (place == 0 || place > places_.size())
        return nullptr;
    const Place& found = places_[place - 1];
    if (!found.kept || found.format != format || !found.kept->session.values.is_shared_with(values))
        return nullptr;
    return &found.kept->session;
}

// One of a session's texts by another, if there is room for it.
bool SessionCache::replace(ReadSession& session, std::string& text, std::string_view other,
                           std::size_t most) noexcept
try {
    Place& place = places_[session.place - 1];
    const std::size_t before = text.size();
    if (bytes_ - before + other.size() > most ||
        place.bytes - before + other.size() > most / largest_part)
        return false;
    encoding::wipe(text);
    place.bytes -= before;
    bytes_ -= before;
    text = other;
    place.bytes += other.size();
    bytes_ += other.size();
    return true;
} catch (...) { // without memory it is made anew
    return false;
}

void SessionCache::keep_saved(ReadSession& session, std::string_view cookie,
                              std::size_t most) noexcept
{
    if (session.saved != cookie)
        replace(session, session.saved, cookie, most);
}

void SessionCache::keep_field(ReadSession& session, std::string_view field,
                              const FieldOrigin& origin, std::size_t most) noexcept
{
    session.field_origin = {};
    if (replace(session, session.field, field, most))
        session.field_origin = origin;
}

} // namespace costrel::inline v1::session
