#include "sealing/published_secrets.hpp"

#include <algorithm>
#include <array>

namespace costrel::inline v1::sealing {

namespace {

constexpr auto published = std::to_array<std::string_view>({
    // Documentation of frameworks and libraries, and the examples and tests of this project.
    "_5#y2L\"F4Q8z\n\xEC]/",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    "5f352379324c22463451387a0aec5d2f",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "complex_password_at_least_32_characters_long",
    "averylogphrasebiggerthanthirtytwochars",
    "a secret with minimum length of 32 characters",
    "a-string-secret-at-least-256-bits-long",
    "costrel-example-key-never-use-me-in-production",
    "please-replace-this-by-the-output-of-costrel-secret",
    "costrel-tests-use-this-key-and-so-does-nobody-else",
    "this is the secret of the costrel tutorial, not yours",
    "costrel session key for the examples in the documentation",
    "an example of a secret that everybody can read here",
    "dev",
    "change me",
    "changeme",
    "secret",
    "secret-key",
    "secret key",
    "your secret key",
    "your-secret-key",
    "super secret key",
    "keyboard cat",
    "your-256-bit-secret",
    "A0Zr98j/3yX R~XHH!jmN]LWX/,?RT",
    "any random string",
});

} // namespace

bool is_published(std::string_view secret) noexcept
{
    return std::ranges::find(published, secret) != published.end();
}

} // namespace costrel::inline v1::sealing
