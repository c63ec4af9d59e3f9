#include "encoding/status_sentence.hpp"

#include <costrel/errors.hpp>

#include <utility>

namespace costrel::inline v1 {

HttpError::HttpError(int status, const std::string& what, std::string_view description)
    : std::runtime_error(what), status_(status),
      description_(description.empty() ? encoding::status_sentence(status) : description)
{
}

HttpError::HttpError(const std::string& what, std::exception_ptr original) : HttpError(500, what)
{
    original_ = std::move(original);
}

BadRequestKeyError::BadRequestKeyError(std::string_view key)
    : HttpError(400, "costrel: the request has no field \"" + std::string(key) + "\""), key_(key)
{
}

void abort(int status, std::string_view description)
{
    throw HttpError(status, "costrel: abort(" + std::to_string(status) + ")", description);
}

} // namespace costrel::inline v1
