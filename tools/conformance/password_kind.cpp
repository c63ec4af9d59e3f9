#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/password.hpp>

namespace conformance {

Outcome check_password(const costrel::Dict& vector)
{
    const auto words = [](bool good) { return good ? "the password's" : "not the password's"; };
    return compare(words(flag(vector, "expect")),
                   words(costrel::check_password_hash(text_field(vector, "hash"),
                                                      text_field(vector, "password"))));
}

} // namespace conformance
