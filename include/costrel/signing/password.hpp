#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What a database keeps instead of a password: Werkzeug's generate_password_hash(), in a text
/// that Werkzeug 3.1 checks and that looks like "scrypt:32768:8:1$salt$hex".
///
/// `method` is "scrypt" or "scrypt:N:r:p" (RFC 7914; without numbers 32768:8:1, which takes 32 MiB
/// and some 90 ms), or "pbkdf2", "pbkdf2:digest" or "pbkdf2:digest:iterations" (RFC 8018; sha256
/// and 1,000,000 unless told otherwise). `salt_length` is the number of letters and digits of the
/// salt, which are new each time. The password is bytes: text as UTF-8, of any length, zeros
/// included.
///
/// Throws std::invalid_argument when the method is none of these or asks for more than
/// check_password_hash() does, or the salt is empty; std::bad_alloc when there is not enough
/// memory.
///
///     insert_user(name, generate_password_hash(request.form["password"]));
std::string generate_password_hash(std::string_view password, std::string_view method = "scrypt",
                                   std::size_t salt_length = 16);

/// Whether `hash`, which generate_password_hash() here or in Werkzeug made, is one of `password`.
/// The arguments are in Werkzeug's order.
///
/// False for any text that is not such a hash, and for one that would cost too much: over 2^22 for
/// N * r * p of scrypt (512 MiB, and 16 times the work of the default), over 16,000,000 iterations
/// of PBKDF2. Never throws for what `hash` and `password` hold; std::bad_alloc when there is not
/// enough memory. The texts are compared in constant time.
bool check_password_hash(std::string_view hash, std::string_view password);

} // namespace costrel::inline v1

#pragma GCC visibility pop
