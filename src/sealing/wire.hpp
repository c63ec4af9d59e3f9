#pragma once

#include "sealing/derived_keys.hpp"
#include "sealing/xaes.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace costrel::inline v1::sealing {

// What a sealed message looks like before base64url:
//     version(1) | key ID(4) | nonce(24) | commitment(16) | ciphertext(n) | tag(16)
// All before the ciphertext is authenticated with it. The version fixes every algorithm.
class Wire {
public:
    static constexpr unsigned char version = 1;
    static constexpr std::size_t head_size =
        1 + std::tuple_size_v<KeyId> + nonce_size + commitment_size;
    static constexpr std::size_t overhead = head_size + tag_size;

    // The parts of `bytes`, which must outlive them; nothing when they are too few, or of another
    // version.
    static std::optional<Wire> read(std::string_view bytes) noexcept
    {
        if (bytes.size() < overhead || static_cast<unsigned char>(bytes[0]) != version)
            return std::nullopt;
        return Wire(bytes);
    }

    KeyId key_id() const noexcept
    {
        KeyId id;
        std::copy_n(bytes_.data() + id_at, id.size(), id.begin());
        return id;
    }
    Nonce nonce() const noexcept
    {
        return Nonce(reinterpret_cast<const unsigned char*>(bytes_.data()) + nonce_at, nonce_size);
    }
    std::string_view commitment() const noexcept
    {
        return bytes_.substr(commitment_at, commitment_size);
    }
    std::string_view head() const noexcept { return bytes_.substr(0, head_size); }
    std::string_view ciphertext() const noexcept { return bytes_.substr(head_size); } // with tag

    static constexpr std::size_t id_at = 1;
    static constexpr std::size_t nonce_at = id_at + std::tuple_size_v<KeyId>;
    static constexpr std::size_t commitment_at = nonce_at + nonce_size;

private:
    explicit Wire(std::string_view bytes) noexcept : bytes_(bytes) {}

    std::string_view bytes_;
};

} // namespace costrel::inline v1::sealing
