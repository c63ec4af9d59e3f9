#include <costrel/json.hpp>
#include <costrel/signing/payload.hpp>
#include <costrel/tagged_json.hpp>

#include <utility>

namespace costrel::inline v1::signing {

namespace {

Result<Value, PayloadError> or_payload_error(Result<Value, JsonError> value)
{
    if (!value)
        return PayloadError{std::string(value.error().message)};
    return *std::move(value);
}

class JsonPayload : public PayloadSerializer {
public:
    explicit JsonPayload(const JsonStyle& style) : style_(style) {}
    std::string dump(const Value& value) const override { return json_dumps(value, style_); }
    Result<Value, PayloadError> load(std::string_view text) const override
    {
        return or_payload_error(json_loads(text));
    }

private:
    JsonStyle style_;
};

class TaggedJsonPayload : public PayloadSerializer {
public:
    std::string dump(const Value& value) const override
    {
        return TaggedJSONSerializer::dumps(value);
    }
    Result<Value, PayloadError> load(std::string_view text) const override
    {
        return or_payload_error(TaggedJSONSerializer::loads(text));
    }
};

} // namespace

const PayloadSerializer& plain_json() noexcept
{
    static const JsonPayload payload(JsonStyle::python);
    return payload;
}

const PayloadSerializer& compact_json() noexcept
{
    static const JsonPayload payload(JsonStyle::itsdangerous);
    return payload;
}

const PayloadSerializer& tagged_json() noexcept
{
    static const TaggedJsonPayload payload;
    return payload;
}

} // namespace costrel::inline v1::signing
