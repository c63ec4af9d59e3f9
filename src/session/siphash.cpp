#include "session/siphash.hpp"

#include <bit>
#include <cstddef>

namespace costrel::inline v1::session {

namespace {

class State {
public:
    explicit State(const std::array<std::uint64_t, 2>& key) noexcept
        : v0_(key[0] ^ 0x736f6d6570736575), v1_(key[1] ^ 0x646f72616e646f6d),
          v2_(key[0] ^ 0x6c7967656e657261), v3_(key[1] ^ 0x7465646279746573)
    {
    }

    void add(std::uint64_t word) noexcept
    {
        v3_ ^= word;
        round();
        v0_ ^= word;
    }
    std::uint64_t finish() noexcept
    {
        v2_ ^= 0xff;
        round();
        round();
        round();
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
    void round() noexcept
    {
        v0_ += v1_;
        v2_ += v3_;
        v1_ = std::rotl(v1_, 13) ^ v0_;
        v3_ = std::rotl(v3_, 16) ^ v2_;
        v0_ = std::rotl(v0_, 32);
        v2_ += v1_;
        v0_ += v3_;
        v1_ = std::rotl(v1_, 17) ^ v2_;
        v3_ = std::rotl(v3_, 21) ^ v0_;
        v2_ = std::rotl(v2_, 32);
    }

    std::uint64_t v0_, v1_, v2_, v3_;
};

std::uint64_t word_of(std::string_view bytes) noexcept // little-endian
{
    std::uint64_t word = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        word = word << 8 | static_cast<unsigned char>(bytes[i]);
    return word;
}

} // namespace

std::uint64_t siphash(const std::array<std::uint64_t, 2>& key, std::string_view text) noexcept
{
    State state(key);
    std::string_view rest = text;
    for (; rest.size() >= 8; rest.remove_prefix(8))
        state.add(word_of(rest.substr(0, 8)));
    state.add(static_cast<std::uint64_t>(text.size()) << 56 | word_of(rest));
    return state.finish();
}

} // namespace costrel::inline v1::session
