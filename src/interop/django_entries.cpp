#include "interop/framework_entries.hpp"
#include "interop/iso_time.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;

constexpr std::string_view expiry_key = "_session_expiry";

// request.session.set_expiry().
class DjangoEntries final : public FrameworkEntries {
public:
    bool set_permanent(Dict& values, bool permanent) const override
    {
        if (!permanent)
            values.set(expiry_key, std::int64_t{0});
        else if (!is_permanent(values))
            values.erase(expiry_key); // SESSION_COOKIE_AGE, as for a session that says nothing
        return true;
    }

    bool is_permanent(const Dict& values) const override
    {
        return lifetime(values, {}) != seconds(0);
    }

    std::optional<seconds> lifetime(const Dict& values, std::chrono::sys_seconds now) const override
    {
        const Value* const expiry = values.find(expiry_key);
        if (!expiry)
            return std::nullopt;
        if (const auto* age = expiry->as<std::int64_t>())
            return *age == 0 ? seconds(0) : bounded(*age);
        const auto* const text = expiry->as<std::string>();
        const auto end = text ? read_iso_time(*text) : std::nullopt;
        return end ? std::optional(bounded((*end - now).count())) : std::nullopt;
    }

private:
    // What is over lasts for a second, since 0 has another meaning.
    static seconds bounded(std::int64_t count)
    {
        return seconds(std::clamp<std::int64_t>(count, 1, longest_lifetime.count()));
    }
};

} // namespace

const FrameworkEntries& django_entries()
{
    static const DjangoEntries entries;
    return entries;
}

} // namespace costrel::inline v1::interop
