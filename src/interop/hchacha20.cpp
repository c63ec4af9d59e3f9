#include "interop/extended_nonce.hpp"
#include "interop/word_cipher.hpp"

namespace costrel::inline v1::interop {

namespace {

void chacha_quarter_round(WordBlock& x, std::size_t a, std::size_t b, std::size_t c, std::size_t d)
{
    x[d] = std::rotl(x[d] ^ (x[a] += x[b]), 16);
    x[b] = std::rotl(x[b] ^ (x[c] += x[d]), 12);
    x[d] = std::rotl(x[d] ^ (x[a] += x[b]), 8);
    x[b] = std::rotl(x[b] ^ (x[c] += x[d]), 7);
}

} // namespace

signing::Secret hchacha20(std::string_view key, std::string_view nonce16)
{
    WordBlock x{};
    std::copy(sigma.begin(), sigma.end(), x.begin());
    load_words(key, std::span(x).subspan(4, 8));
    load_words(nonce16, std::span(x).subspan(12, 4));
    for (int i = 0; i < 10; ++i) {
        chacha_quarter_round(x, 0, 4, 8, 12);
        chacha_quarter_round(x, 1, 5, 9, 13);
        chacha_quarter_round(x, 2, 6, 10, 14);
        chacha_quarter_round(x, 3, 7, 11, 15);
        chacha_quarter_round(x, 0, 5, 10, 15);
        chacha_quarter_round(x, 1, 6, 11, 12);
        chacha_quarter_round(x, 2, 7, 8, 13);
        chacha_quarter_round(x, 3, 4, 9, 14);
    }
    std::string derived;
    append_words(derived, std::span(x).first(4));
    append_words(derived, std::span(x).last(4));
    return signing::Secret(derived);
}

} // namespace costrel::inline v1::interop
