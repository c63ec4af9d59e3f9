#include "interop/framework_entries.hpp"

#include <algorithm>
#include <cstdint>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;

// The session's cookie.originalMaxAge, in milliseconds.
class ExpressEntries final : public FrameworkEntries {
public:
    std::optional<seconds> lifetime(const Dict& values, std::chrono::sys_seconds) const override
    {
        const Value* const cookie = values.find("cookie");
        const Dict* const attributes = cookie ? cookie->as<Dict>() : nullptr;
        const Value* const age = attributes ? attributes->find("originalMaxAge") : nullptr;
        const auto* const milliseconds = age ? age->as<std::int64_t>() : nullptr;
        if (!milliseconds)
            return std::nullopt;
        return seconds(std::clamp<std::int64_t>(*milliseconds / 1000, 1, longest_lifetime.count()));
    }
};

} // namespace

const FrameworkEntries& express_entries()
{
    static const ExpressEntries entries;
    return entries;
}

} // namespace costrel::inline v1::interop
