#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/tagged_json.hpp>

#include <stdexcept>

namespace conformance {

using namespace costrel;

namespace {

// The text read and written again.
std::string rewritten(const std::string& text)
{
    const auto value = TaggedJSONSerializer::loads(text);
    return value ? TaggedJSONSerializer::dumps(*value)
                 : "unreadable: " + std::string(value.error().message);
}

} // namespace

Outcome check_dumps_text(const Dict& vector)
{
    // A text that Python writes but does not read back to the same (a year below 100).
    if (!flag(vector, "roundtrip"))
        return passed();
    const std::string& canonical = text_field(vector, "value");
    const Outcome outcome = compare(canonical, rewritten(canonical));
    if (outcome.status == Outcome::Status::failed)
        return outcome;
    return compare(canonical, rewritten(text_field(vector, "value_in")));
}

namespace {

Outcome compare_tag_loads(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    const auto value = TaggedJSONSerializer::loads(text_field(vector, "value"));
    if (text_field(expect, "outcome") != "ok")
        return compare("error", value ? TaggedJSONSerializer::dumps(*value) : "error");
    if (!value)
        return compare(json_dumps(expect), std::string(value.error().message));

    std::string want = text_field(expect, "type");
    std::string got(value->type_name());
    // Null: a value that can be read but not written, such as a date that GMT puts into year 10000.
    if (const Value* canonical = optional_field(expect, "value")) {
        want += ' ' + *canonical->as<std::string>();
        got += ' ' + TaggedJSONSerializer::dumps(*value);
    }
    return compare(std::move(want), std::move(got));
}

} // namespace

Outcome check_tag_loads(const Dict& vector)
{
    // Rule: costrel may differ in what hangs on Python's repr(), on its tables of digits and spaces
    // and on the size of its integers.
    const Outcome outcome = compare_tag_loads(vector);
    const bool failed = outcome.status == Outcome::Status::failed;
    return failed && flag(vector, "python_only") ? skipped() : outcome;
}

} // namespace conformance
