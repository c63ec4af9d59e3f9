#pragma once

#include <costrel/encoding/json.hpp>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The JSON of Flask's sessions, flask.json.tag.TaggedJSONSerializer: plain JSON in which tuples,
/// bytes, Html, UUIDs and time points are objects of one member whose key is a tag, such as
/// `{" t":[1,2]}`.
class TaggedJSONSerializer {
public:
    /// The value as Flask writes it into a session: sorted keys, no spaces, only ASCII.
    ///
    /// Throws std::invalid_argument for text that is not UTF-8, a time point outside the years 1 to
    /// 9999, an integer of more than 4,300 digits, and what would not be read again because it is
    /// nested deeper than json_max_depth (a tag counts as a level).
    static std::string dumps(const Value& value);

    /// Reads what Flask reads, except for what needs tables of Python's: a Markup tag around a list
    /// or object is an error, and so are digits beyond ASCII in a UUID; a date with digits or
    /// spaces beyond ASCII is unreadable.
    ///
    /// An unreadable date gives null, as in Flask. Never throws for any text.
    static Result<Value, JsonError> loads(std::string_view text,
                                          std::size_t max_depth = json_max_depth);
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
