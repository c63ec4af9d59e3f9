#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"
#include "encoding/tags.hpp"

#include <costrel/tagged_json.hpp>

namespace costrel::inline v1 {

std::string TaggedJSONSerializer::dumps(const Value& value)
{
    std::string out;
    encoding::tagged_json_append(out, value);
    return out;
}

Result<Value, JsonError> TaggedJSONSerializer::loads(std::string_view text, std::size_t max_depth)
{
    Value value;
    if (auto error = encoding::read_tagged_json(text, max_depth, value))
        return *error;
    return value;
}

namespace encoding {

std::optional<JsonError> read_tagged_json(std::string_view text, std::size_t max_depth, Value& out)
{
    if (auto error = read_json(text, max_depth, out))
        return error;
    if (!untag(out))
        return JsonError{"a tag holds what it cannot hold", 0};
    return std::nullopt;
}

} // namespace encoding

} // namespace costrel::inline v1
