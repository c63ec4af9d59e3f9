#pragma once

#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

// OpenSSL's words for what went wrong last in this thread, for a sentence of ours; its queue of
// errors is empty afterwards.
std::string take_openssl_error();

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
