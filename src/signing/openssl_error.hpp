#pragma once

#include <string>

namespace costrel::signing {

// OpenSSL's words for what went wrong last in this thread, for a sentence of ours; its queue of
// errors is empty afterwards.
std::string take_openssl_error();

} // namespace costrel::signing
