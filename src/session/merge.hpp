#pragma once

#include <costrel/dict.hpp>
#include <costrel/session/config.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::session {

// What is to become of entries that two requests changed at once: of those that the configuration
// names, and those that session.add() changed.
class MergeRules {
public:
    MergeRules() = default;
    // "cart.count" is the entry "count" of the dict "cart".
    explicit MergeRules(const std::vector<std::pair<std::string, MergeRule>>& rules);

    // These rules and, for each of the entries, `add`.
    MergeRules with_counters(const std::vector<std::string>& entries) const;

    using Path = std::vector<std::string_view>;
    MergeRule of(const Path& path) const noexcept;

private:
    std::vector<std::pair<std::vector<std::string>, MergeRule>> rules_;
};

// What a session has become that was `base` when two requests began: one has made `theirs` of it,
// which is stored, the other `mine`, which is to be. Disjoint changes are both kept, at any depth;
// where both changed the same place, lists and numbers under `add` keep both changes, taking out
// beats changing (so that a logout holds), and otherwise the later response, `mine`, wins.
struct Merged {
    Dict values{};
    std::optional<std::string> conflict{}; // the entry whose rule is `fail`; `values` is of no use
};

// Pure, and never fails but for a rule or for lack of memory. `cleared`: this request emptied the
// session, so what the other put in goes, too. Takes time in proportion to the three (of n keys of
// a dict: n log n), but for lists from which somebody took something out: those are compared each
// with each, up to 1,000 elements.
Merged merge(const Dict& base, const Dict& mine, const Dict& theirs, const MergeRules& rules = {},
             bool cleared = false);

} // namespace costrel::inline v1::session
