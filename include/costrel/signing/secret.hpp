#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// Bytes that nobody should find in memory once they are no longer needed: wiped when destroyed or
/// replaced. Moving one leaves no copy behind.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}
    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(Secret other) noexcept
    {
        bytes_.swap(other.bytes_);
        return *this;
    }
    ~Secret();

    std::string_view view() const noexcept { return {bytes_.data(), bytes_.size()}; }
    bool empty() const noexcept { return bytes_.empty(); }

private:
    std::vector<char> bytes_; // never grows, so it never leaves a freed copy behind
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
