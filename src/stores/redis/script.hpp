#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// A script that Redis runs at once, as a whole. Each names one key, and never lets it vanish before
// its last command.
class Script {
public:
    // KEYS: the record. ARGV: the version expected, the new record, its time in ms. Gives 1 when it
    // was replaced, 0 when there is none, or the record that is there.
    static const Script& replace();
    // The same, with the SHA-1 of the record expected, in hex.
    static const Script& replace_foreign();
    // KEYS: the record. ARGV: the time of renewal as eight bytes, or nothing; its time in ms, which
    // is never shortened. Gives 1, or 0 when there is none.
    static const Script& touch();

    // The sessions of a user are one sorted set: each has its end for a score, and the member "e"
    // the epoch, beyond all ends. KEYS: the set. ARGV: the session, its end, now, how many there
    // may be, for how many ms the set is kept. Gives the epoch, and those that are too many.
    static const Script& join_user();
    // ARGV: the session to keep, or nothing; for how many ms the set is kept. Gives those that were
    // taken out.
    static const Script& end_user();

    // What ended, as a stream of lines. KEYS: the stream. ARGV: for how many ms a line is kept, and
    // the lines. Gives how many there were.
    static const Script& append();

    explicit Script(std::string_view text) : text_(text), hash_(sha1(text)) {}

    std::string_view text() const noexcept { return text_; }
    std::string_view hash() const noexcept { return hash_; } // by which Redis knows it
    static std::string sha1(std::string_view text);

private:
    std::string_view text_;
    std::string hash_;
};

} // namespace costrel::inline v1::stores
