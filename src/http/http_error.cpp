#include "http/status_sentence.hpp"

#include <costrel/errors.hpp>

namespace costrel {

HttpError::HttpError(int status, const std::string& what, std::string_view description)
    : std::runtime_error(what), status_(status),
      description_(description.empty() ? http::status_sentence(status) : description)
{
}

BadRequestKeyError::BadRequestKeyError(std::string_view key)
    : HttpError(400, "costrel: the request has no field \"" + std::string(key) + "\""), key_(key)
{
}

void abort(int status, std::string_view description)
{
    throw HttpError(status, "costrel: abort(" + std::to_string(status) + ")", description);
}

} // namespace costrel
