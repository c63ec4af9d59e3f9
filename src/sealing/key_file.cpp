#include "sealing/key_file.hpp"

#include <costrel/config_error.hpp>

#include <openssl/crypto.h>

namespace costrel::inline v1::sealing {

KeyFile read_key_file(const std::string& path)
{
    PrivateFile file = read_private_file(path, longest_key_file, "the key file");
    KeyFile read{{}, file.stamp};
    std::string error;
    try {
        read.ring = KeyRing::parse(file.text);
    } catch (const ConfigError& why) {
        error = why.what();
    }
    OPENSSL_cleanse(file.text.data(), file.text.size());
    if (!error.empty())
        throw ConfigError("costrel: the key file " + path + " cannot be used: " + error);
    return read;
}

} // namespace costrel::inline v1::sealing
