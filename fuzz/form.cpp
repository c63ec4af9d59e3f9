// A form or query: what was read is written, and reads back as the same fields.
#include "http/forms/form.hpp"

#include "encoding/utf8.hpp"
#include "fuzz/input.hpp"
#include "http/percent.hpp"

using namespace costrel;
using fuzz::require;

namespace {

constexpr http::FormLimits limits{.max_memory = 2000, .max_fields = 50};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::Input(data, size).rest();
    const auto form = http::parse_form(text, limits);
    if (!form) {
        require((form.error() == http::FormError::too_large) == (text.size() > limits.max_memory),
                "a form is too large when it is longer than the limit");
        return 0;
    }
    require(form->size() <= limits.max_fields, "there are no more fields than allowed");
    std::string written;
    std::size_t decoded = 0;
    for (const auto& [name, value] : *form) {
        require(encoding::is_utf8(name) && encoding::is_utf8(value), "fields are UTF-8");
        decoded += name.size() + value.size();
        written += written.empty() ? "" : "&";
        http::append_query(written, name);
        written += '=';
        http::append_query(written, value);
    }
    require(decoded <= text.size(), "decoding makes nothing longer");
    const auto again = http::parse_form(written, {.max_memory = written.size()});
    require(again.has_value() && again->size() == form->size(), "what was written is read");
    auto field = again->begin();
    for (const auto& [name, value] : *form) {
        require(name == (*field).first && value == (*field).second, "fields read back");
        ++field;
    }
    return 0;
}
