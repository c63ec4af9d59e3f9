#pragma once

#include <costrel/signing/secret.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// The secret keys of a signer, oldest first. The last one signs; all of them verify, from the last
/// to the first. To rotate, add a key at the end, and later take the oldest away.
///
/// Any text or bytes are a key, the empty one too. The memory of the keys is wiped when the object
/// goes.
///
///     SecretKeys keys{"last year's", "this year's"};
class SecretKeys {
public:
    using const_iterator = std::vector<Secret>::const_iterator;

    SecretKeys() = default; ///< no key: verifies nothing and cannot sign
    SecretKeys(std::string_view key) { add(key); }
    SecretKeys(const std::string& key) : SecretKeys(std::string_view(key)) {}
    SecretKeys(const char* key) : SecretKeys(std::string_view(key)) {}
    SecretKeys(std::initializer_list<std::string_view> oldest_first);
    SecretKeys(const std::vector<std::string>& oldest_first);

    /// Adds a key that is newer than all others: it signs from now on.
    void add(std::string_view newest);

    std::size_t size() const noexcept { return keys_.size(); }
    bool empty() const noexcept { return keys_.empty(); }
    const_iterator begin() const noexcept { return keys_.begin(); }
    const_iterator end() const noexcept { return keys_.end(); }

private:
    std::vector<Secret> keys_;
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
