#include "encoding/json_reader.hpp"
#include "encoding/utf8.hpp"
#include "sealing/key_file.hpp"
#include "sealing/key_ring_check.hpp"
#include "sealing/key_time.hpp"

#include <costrel/config_error.hpp>
#include <costrel/sealing/key_ring.hpp>

#include <algorithm>
#include <initializer_list>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t deepest = 8; // a ring needs 3

[[noreturn]] void reject(const std::string& why)
{
    throw ConfigError("costrel: a key ring " + why);
}

// A member that is not known is an error: "notbefore" must not mean "always".
void require_members(const Dict& object, std::initializer_list<std::string_view> allowed)
{
    for (const DictItem& item : object)
        if (std::ranges::find(allowed, std::string_view(item.key)) == allowed.end())
            reject("has a member that is not known; a key has secret, not_before, not_after, "
                   "revoked and comment, and beside \"keys\" there are sessions_not_before and "
                   "comment");
    if (const Value* comment = object.find("comment"); comment && !comment->as<std::string>())
        reject("has a \"comment\" that is not text");
}

std::optional<std::chrono::sys_seconds> time_member(const Dict& object, std::string_view name)
{
    const Value* value = object.find(name);
    if (!value)
        return std::nullopt;
    const auto* text = value->as<std::string>();
    const auto time = text ? sealing::read_key_time(*text) : std::nullopt;
    if (!time)
        reject("has a \"" + std::string(name) +
               "\" that is not a time such as \"2026-11-27T08:00:00Z\"");
    return time;
}

KeyRing::Key read_key(const Value& value)
{
    const auto* object = value.as<Dict>();
    if (!object)
        reject("has a key that is not an object");
    require_members(*object, {"secret", "not_before", "not_after", "revoked", "comment"});
    const Value* secret = object->find("secret");
    if (!secret || !secret->as<std::string>())
        reject("has a key without a \"secret\" that is text");
    KeyRing::Key key{.secret = *secret->as<std::string>()};
    if (!encoding::is_utf8(key.secret))
        reject("has a \"secret\" with half of a surrogate pair");
    key.not_before = time_member(*object, "not_before").value_or(std::chrono::sys_seconds{});
    key.not_after = time_member(*object, "not_after");
    if (const Value* revoked = object->find("revoked")) {
        if (!revoked->as<bool>())
            reject("has a \"revoked\" that is neither true nor false");
        key.revoked = *revoked->as<bool>();
    }
    return key;
}

} // namespace

KeyRing KeyRing::parse(std::string_view json)
{
    if (json.size() > sealing::longest_key_file)
        reject("is longer than 64 KiB");
    Value document;
    if (const auto error =
            encoding::read_json(json, deepest, document, encoding::EqualKeys::malformed))
        reject("is not JSON: " + std::string(error->message) + ", at byte " +
               std::to_string(error->offset));
    const auto* object = document.as<Dict>();
    if (!object)
        reject("must be an object with \"keys\"");
    require_members(*object, {"keys", "sessions_not_before", "comment"});
    const Value* keys = object->find("keys");
    if (!keys || !keys->as<List>())
        reject("must have \"keys\", a list");
    if (keys->as<List>()->size() > sealing::most_keys)
        reject("has more than 16 keys; drop the old ones with: costrel keys prune FILE");
    KeyRing ring;
    for (const Value& key : *keys->as<List>())
        ring.keys.push_back(read_key(key));
    ring.sessions_not_before =
        time_member(*object, "sessions_not_before").value_or(std::chrono::sys_seconds{});
    sealing::require_sound(ring);
    return ring;
}

KeyRing KeyRing::load(const std::string& path)
{
    return sealing::read_key_file(path).ring;
}

} // namespace costrel::inline v1
