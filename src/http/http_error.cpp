#include <costrel/errors.hpp>

namespace costrel {

BadRequestKeyError::BadRequestKeyError(std::string_view key)
    : HttpError(400, "costrel: the request has no field \"" + std::string(key) + "\"")
{
}

void abort(int status, std::string_view description)
{
    throw HttpError(status, "costrel: abort(" + std::to_string(status) + ")", description);
}

} // namespace costrel
