#include "stores/redis/script.hpp"

#include "signing/digest_method.hpp"

#include <array>

namespace costrel::inline v1::stores {

std::string Script::sha1(std::string_view text)
{
    std::array<unsigned char, signing::max_digest_size> bytes;
    const std::size_t size = signing::compute_digest("sha1", std::array{text}, bytes);
    std::string hex;
    for (std::size_t i = 0; i < size; ++i) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[bytes[i] >> 4];
        hex += digits[bytes[i] & 15];
    }
    return hex;
}

const Script& Script::replace()
{
    static const Script script(R"(local version = redis.call('GETRANGE', KEYS[1], 8, 15)
if version == '' then return 0 end
if version ~= ARGV[1] then return redis.call('GET', KEYS[1]) end
if tonumber(ARGV[3]) > 0 then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
else redis.call('UNLINK', KEYS[1]) end
return 1)");
    return script;
}

const Script& Script::replace_foreign()
{
    static const Script script(R"(local record = redis.call('GET', KEYS[1])
if not record then return 0 end
if redis.sha1hex(record) ~= ARGV[1] then return record end
if tonumber(ARGV[3]) > 0 then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
else redis.call('UNLINK', KEYS[1]) end
return 1)");
    return script;
}

// The bytes at 88 are the header's, of a record that has ours (96 bytes).
const Script& Script::touch()
{
    static const Script script(R"(local left = redis.call('PTTL', KEYS[1])
if left == -2 then return 0 end
if ARGV[1] ~= '' and redis.call('GETRANGE', KEYS[1], 0, 3) == 'csr\1'
    and redis.call('GETRANGE', KEYS[1], 95, 95) ~= '' then
  redis.call('SETRANGE', KEYS[1], 88, ARGV[1])
end
if left ~= -1 and left < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1)");
    return script;
}

// The addition comes first: a set that becomes empty is gone, and with it its time.
const Script& Script::join_user()
{
    static const Script script(R"(redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[1], 'NX', 4503599627370496, 'e')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local found = {redis.call('ZSCORE', KEYS[1], 'e')}
local over = redis.call('ZCARD', KEYS[1]) - 1 - tonumber(ARGV[4])
if over > 0 then
  for _, session in ipairs(redis.call('ZRANGE', KEYS[1], 0, over)) do
    if over > 0 and session ~= ARGV[1] and session ~= 'e' then
      found[#found + 1] = session
      over = over - 1
    end
  end
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return found)");
    return script;
}

const Script& Script::end_user()
{
    static const Script script(R"(redis.call('ZADD', KEYS[1], 'NX', 4503599627370496, 'e')
redis.call('ZINCRBY', KEYS[1], 1, 'e')
local taken = {}
for _, session in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if session ~= 'e' and session ~= ARGV[1] then
    redis.call('ZREM', KEYS[1], session)
    taken[#taken + 1] = session
  end
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return taken)");
    return script;
}

const Script& Script::append()
{
    // An identifier begins with the time of the server in ms.
    static const Script script(R"(local last
for i = 2, #ARGV do last = redis.call('XADD', KEYS[1], '*', 'l', ARGV[i]) end
local oldest = tonumber(string.match(last, '^%d+')) - tonumber(ARGV[1])
if oldest > 0 then redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', oldest)) end
return #ARGV - 1)");
    return script;
}

} // namespace costrel::inline v1::stores
