#pragma once

#include <costrel/value.hpp>

#include <string>
#include <string_view>

namespace conformance {

/// How a vector ended.
struct Outcome {
    enum class Status { passed, failed, skipped } status;
    std::string want; ///< of a failure
    std::string got;  ///< of a failure
};

Outcome passed();
Outcome skipped();
/// Passed when both are the same.
Outcome compare(std::string want, std::string got);

using Checker = Outcome (*)(const costrel::Dict& vector);

/// What checks vectors of that kind, or nullptr.
Checker checker_of(std::string_view kind);

// encoding_kinds.cpp
Outcome check_b64(const costrel::Dict& vector);
Outcome check_float(const costrel::Dict& vector);
Outcome check_date(const costrel::Dict& vector);
Outcome check_escape(const costrel::Dict& vector);

// json_kinds.cpp
Outcome check_dumps_text(const costrel::Dict& vector); // the half of "dumps" before the signing
Outcome check_tag_loads(const costrel::Dict& vector);

// cookie_kinds.cpp
Outcome check_parse_cookie(const costrel::Dict& vector);
Outcome check_dump_cookie(const costrel::Dict& vector);

// password_kind.cpp
Outcome check_password(const costrel::Dict& vector);

// flow_kind.cpp
Outcome check_flow(const costrel::Dict& vector);

// signing_kinds.cpp
Outcome check_sign(const costrel::Dict& vector);
Outcome check_unsign(const costrel::Dict& vector);

// serializer_kinds.cpp
Outcome check_serializer(const costrel::Dict& vector);
Outcome check_loads(const costrel::Dict& vector);
Outcome check_dumps(const costrel::Dict& vector);

// sealed_kinds.cpp
Outcome check_birth(const costrel::Dict& vector);
Outcome check_expires(const costrel::Dict& vector);
Outcome check_keep(const costrel::Dict& vector);
Outcome check_keys(const costrel::Dict& vector);
Outcome check_open(const costrel::Dict& vector);
Outcome check_remember(const costrel::Dict& vector);
Outcome check_ring(const costrel::Dict& vector);
Outcome check_save(const costrel::Dict& vector);
Outcome check_seal(const costrel::Dict& vector);
Outcome check_xaes(const costrel::Dict& vector);

// primitive_kinds.cpp
Outcome check_gcm(const costrel::Dict& vector);
Outcome check_hmac(const costrel::Dict& vector);

// flask_session_kinds.cpp
Outcome check_flask_session_cookie(const costrel::Dict& vector);
Outcome check_flask_session_flow(const costrel::Dict& vector);
Outcome check_flask_session_record(const costrel::Dict& vector);
Outcome check_flask_session_signer(const costrel::Dict& vector);
Outcome check_flask_session_value(const costrel::Dict& vector);

// route_kind.cpp
Outcome check_route(const costrel::Dict& vector);

// template_kind.cpp
Outcome check_template(const costrel::Dict& vector);
Outcome check_template_values(const costrel::Dict& vector);

// form_kinds.cpp, or no_web_kinds.cpp where costrel::web is not built
Checker web_checker_of(std::string_view kind);

} // namespace conformance
