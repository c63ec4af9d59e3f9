#include <costrel/errors.hpp>

namespace costrel::inline v1 {

namespace {

std::string quoted(std::string_view key)
{
    return "\"" + std::string(key) + "\"";
}

} // namespace

SessionKeyError::SessionKeyError(std::string_view key)
    : std::out_of_range("costrel: the session has no " + quoted(key) +
                        "; ask with contains() first, or use find() or get() with a fallback")
{
}

SessionTypeError::SessionTypeError(std::string_view key, std::string_view wanted,
                                   std::string_view found)
    : std::invalid_argument("costrel: " + quoted(key) + " in the session is not " +
                            std::string(wanted) + " but of type " + std::string(found))
{
}

NullSessionError::NullSessionError()
    : std::runtime_error("The session is unavailable because no secret key was set.  Set the "
                         "secret_key on the application to something unique and secret.")
{
}

} // namespace costrel::inline v1
