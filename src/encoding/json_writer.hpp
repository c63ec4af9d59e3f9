#pragma once

#include <costrel/json.hpp>

#include <string>

namespace costrel::inline v1::encoding {

/// Appends what json_dumps() gives.
void append_json(std::string& out, const Value& value, const JsonStyle& style);

/// Appends the tagged JSON of Flask's sessions: what TaggedJSONSerializer::dumps() gives.
void tagged_json_append(std::string& out, const Value& value);
void tagged_json_append(std::string& out, const Dict& dict);

} // namespace costrel::inline v1::encoding
