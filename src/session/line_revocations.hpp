#pragma once

#include "session/ended_line.hpp"
#include "session/ended_sessions.hpp"

#include <costrel/session/revocation.hpp>

#include <cstddef>
#include <string_view>

namespace costrel::inline v1::session {

// A list that other processes hear of by lines. It makes a line of each ending; how that gets to
// the others, and theirs here, is for the one who inherits.
class LineRevocations : public RevocationList {
public:
    void end_session(const SessionFacts& facts, std::chrono::sys_seconds from,
                     std::chrono::sys_seconds until) final;
    void end_user(std::string_view user, std::chrono::sys_seconds second) final;
    void end_all(std::chrono::sys_seconds second) final;

    bool survives_restarts() const noexcept final { return true; }
    std::optional<RememberedUse> last_use(const Handle& series) const noexcept final
    {
        return ended_.last_use(series); // after check(), which has heard of what is new
    }
    void use(const SessionFacts& login, const RememberedUse& use) final;
    std::size_t size() const noexcept final { return ended_.size(); }

protected:
    explicit LineRevocations(std::size_t max_entries) : ended_(max_entries) {}

    // Applies the line here, whatever happens, and passes it on. Throws std::runtime_error when the
    // others cannot hear of it.
    virtual void tell(const EndedLine& line) = 0;

    // check() hears of what is new, and is const to those who ask it.
    mutable EndedSessions ended_;
};

} // namespace costrel::inline v1::session
