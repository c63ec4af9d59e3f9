#pragma once

#include <costrel/multidict.hpp>
#include <costrel/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

struct FormLimits {
    std::size_t max_memory = 8'000'000; // bytes of the encoded text
    std::size_t max_fields = 1000;
};

enum class FormError : std::uint8_t {
    too_large,       // answer 413
    too_many_fields, // answer 413 for a form, 400 for a query
};

// Reads application/x-www-form-urlencoded text, a form's body or a query, as Werkzeug does: fields
// in order, "a" and "a=" empty, "=b" without a name, "&&" nothing. Text that is not UTF-8 before
// percent signs are read gives no fields at all.
Result<MultiDict, FormError> parse_form(std::string_view text, const FormLimits& limits = {});

} // namespace costrel::inline v1::http
