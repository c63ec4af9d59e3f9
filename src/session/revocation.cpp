#include <costrel/session/revocation.hpp>

#include <stdexcept>

namespace costrel::inline v1 {

std::optional<RememberedUse> RevocationList::last_use(const Handle&) const noexcept
{
    return std::nullopt;
}

void RevocationList::use(const SessionFacts&, const RememberedUse&)
{
    throw std::logic_error("costrel: a list that survives_restarts() must keep the uses of "
                           "remembered logins");
}

bool RevocationList::flush(std::chrono::milliseconds)
{
    return true;
}

std::string RevocationList::problem() const
{
    return {};
}

void RevocationFeed::append_all(std::span<const std::string> lines)
{
    for (const std::string& line : lines)
        append(line);
}

} // namespace costrel::inline v1
