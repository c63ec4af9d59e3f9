#pragma once

#include <costrel/encoding/value.hpp>
#include <costrel/result.hpp>

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// Why a text is not a value; it goes into Error::original_error.
struct PayloadError {
    std::string message;
};

/// Turns values into text and back, for a serializer to sign. Implement it for a format of your
/// own. Serializers share it between threads, so its functions must not change it.
class PayloadSerializer {
public:
    PayloadSerializer() = default;
    PayloadSerializer(const PayloadSerializer&) = default;
    PayloadSerializer& operator=(const PayloadSerializer&) = default;
    virtual ~PayloadSerializer() = default;

    /// The text of `value`. May throw when the format has no text for it.
    virtual std::string dump(const Value& value) const = 0;

    /// The value of `text`. Must not throw because of what `text` holds.
    virtual Result<Value, PayloadError> load(std::string_view text) const = 0;
};

/// Python's plain JSON: `{"a": 1, "b": "\u00e9"}`. What Serializer and TimedSerializer use unless
/// told otherwise. Like the two below, it throws std::invalid_argument for what it cannot write.
const PayloadSerializer& plain_json() noexcept;

/// JSON without spaces, its text in UTF-8: `{"a":1,"b":"é"}`. What URLSafeSerializer and
/// URLSafeTimedSerializer use unless told otherwise.
const PayloadSerializer& compact_json() noexcept;

/// The tagged JSON of Flask's sessions, which keeps tuples, bytes, UUIDs, dates and HTML apart.
const PayloadSerializer& tagged_json() noexcept;

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
