#include <costrel/config_error.hpp>
#include <costrel/session/revocation.hpp>

namespace costrel::inline v1 {

// The processes of a machine share its files by Linux's calls alone.
std::shared_ptr<RevocationList> file_revocations(std::string folder, std::size_t)
{
    throw ConfigError("costrel: the ended sessions in " + folder +
                      " cannot be read: there are no folders of them on this system. Use "
                      "local_revocations(), or a feed");
}

} // namespace costrel::inline v1
