#pragma once

#include <costrel/session/errors.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Ends the request with an error page of `status` when it leaves a handler (Flask's
/// HTTPException).
class HttpError : public std::runtime_error {
public:
    /// `what` is for the log; `description` is shown on the page, escaped, in place of Flask's
    /// sentence for the status.
    HttpError(int status, const std::string& what, std::string_view description = {});
    /// The 500 for an exception that no error handler takes: Flask's InternalServerError.
    HttpError(const std::string& what, std::exception_ptr original);
    int status() const noexcept { return status_; }
    /// What the page says: the sentence that was passed, or Flask's for the status.
    const std::string& description() const noexcept { return description_; }
    /// What was thrown, for such a 500; otherwise nullptr.
    const std::exception_ptr& original_exception() const noexcept { return original_; }

private:
    int status_;
    std::string description_;
    std::exception_ptr original_;
};

/// A form field, query argument or other key of the request that the handler needs is not there:
/// 400, as Flask's BadRequestKeyError.
class BadRequestKeyError : public HttpError {
public:
    explicit BadRequestKeyError(std::string_view key);
    /// The name that is not there. The page shows it only in debug mode.
    const std::string& key() const noexcept { return key_; }

private:
    std::string key_;
};

/// A key that the session does not have, asked for without a fallback: Python's KeyError, a bug of
/// the handler, 500.
class SessionKeyError : public std::out_of_range {
public:
    explicit SessionKeyError(std::string_view key);
};

/// A value of the session that is not of the type asked for, or not of the kind that the change
/// needs: a bug of the handler, 500.
class SessionTypeError : public std::invalid_argument {
public:
    SessionTypeError(std::string_view key, std::string_view wanted, std::string_view found);
};

/// The session cannot be changed because the application has no secret key. what() is Flask's
/// sentence.
class NullSessionError : public std::runtime_error {
public:
    NullSessionError();
};

/// The session does not fit a cookie (Config::fail_on_large_cookie): 500.
class CookieTooLargeError : public std::length_error {
public:
    using std::length_error::length_error;
};

/// url_for() was asked for an endpoint that no route has, or with values that do not fit it: 500.
class BuildError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Ends the request with an error page: `abort(404)`, or with a sentence of its own for the client:
/// `abort(404, "There is no such post.")`. Throws HttpError.
[[noreturn]] void abort(int status, std::string_view description = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
