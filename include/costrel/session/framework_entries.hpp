#pragma once

#include <costrel/encoding/value.hpp>

#include <chrono>
#include <optional>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// How the session of another framework keeps what Flask keeps in entries of its own: messages for
/// the next page, and how long it lasts. One object serves all sessions, used by many threads at
/// once. What a framework lacks stays as it is here: flash() and set_permanent() then throw
/// SessionFormatError.
class FrameworkEntries {
public:
    virtual ~FrameworkEntries() = default;

    /// The entries to set so that the next page sees the message; nothing: there is no place for
    /// messages. Throws SessionFormatError when there is none for this one.
    virtual std::optional<Dict> flash(const Dict& values, const Value& message,
                                      std::string_view category) const;
    /// Takes all messages out: tuples of category and message, as Flask keeps them.
    virtual List take_flashes(Dict& values) const;

    /// Makes the session end with the browser, or when the site's settings say; false: the
    /// framework has no entry for that.
    virtual bool set_permanent(Dict& values, bool permanent) const;
    /// Whether it outlives the browser. Called only where set_permanent() can set it.
    virtual bool is_permanent(const Dict& values) const;
    /// For how long from `now` on the session is to last, when it says so itself; 0: until the
    /// browser is closed. Nothing: as the site's settings say.
    virtual std::optional<std::chrono::seconds> lifetime(const Dict& values,
                                                         std::chrono::sys_seconds now) const;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
