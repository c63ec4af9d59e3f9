#include "signing/openssl_error.hpp"

#include <openssl/err.h>

namespace costrel::inline v1::signing {

std::string take_openssl_error()
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    std::string words = reason ? reason : "no reason given";
    ERR_clear_error();
    return words;
}

} // namespace costrel::inline v1::signing
