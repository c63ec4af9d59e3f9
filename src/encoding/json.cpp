#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"

#include <costrel/json.hpp>

namespace costrel::inline v1 {

std::string json_dumps(const Value& value, const JsonStyle& style)
{
    std::string out;
    encoding::append_json(out, value, style);
    return out;
}

Result<Value, JsonError> json_loads(std::string_view text, std::size_t max_depth)
{
    Value value;
    if (auto error = encoding::read_json(text, max_depth, value))
        return *error;
    return value;
}

} // namespace costrel::inline v1
