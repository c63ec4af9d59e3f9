#include "http/forms/form.hpp"

#include "encoding/utf8.hpp"
#include "http/percent.hpp"

#include <utility>

namespace costrel::inline v1::http {

Result<MultiDict, FormError> parse_form(std::string_view text, const FormLimits& limits)
{
    if (text.size() > limits.max_memory)
        return FormError::too_large;
    MultiDict form;
    if (!encoding::is_utf8(text))
        return form;
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view field = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (field.empty())
            continue;
        if (form.size() == limits.max_fields)
            return FormError::too_many_fields;
        const std::size_t equals = field.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1);
        form.add(decode_form_text(field.substr(0, equals)), decode_form_text(value));
    }
    return form;
}

} // namespace costrel::inline v1::http
