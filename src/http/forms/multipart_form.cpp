#include "http/forms/multipart_form.hpp"

#include "encoding/utf8.hpp"
#include "http/forms/charset.hpp"
#include "http/forms/multipart.hpp"
#include "http/forms/parameters.hpp"
#include "http/forms/part_header.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace costrel::inline v1::http {

namespace {

// RFC 2046 section 5.1.1 has a shorter list of characters, but nobody is harmed by the others.
bool is_boundary(std::string_view text) noexcept
{
    const auto is_good = [](char c) { return c >= ' ' && c <= '~' && c != '"'; };
    return !text.empty() && text.size() <= DelimiterSearch::max_boundary &&
           std::all_of(text.begin(), text.end(), is_good);
}

Charset charset_of(std::string_view head)
{
    const auto content_type = find_part_field(head, "content-type");
    const auto name = content_type ? find_parameter(*content_type, "charset") : std::nullopt;
    return find_charset(name.value_or("")).value_or(Charset::utf_8);
}

class FormBuilder {
public:
    explicit FormBuilder(const MultipartLimits& limits) noexcept : limits_(limits) {}

    enum class Added : std::uint8_t { yes, malformed, too_large };

    Added add(const MultipartReader::Part& part)
    {
        if (count_lines(part.head) > limits_.max_head_lines)
            return Added::too_large;
        if (!encoding::is_utf8(part.head))
            return Added::malformed;
        const auto disposition = find_part_field(part.head, "content-disposition");
        if (!disposition)
            return Added::malformed;
        if (++parts_ > limits_.max_parts)
            return Added::too_large;
        std::string name = find_parameter(*disposition, "name").value_or("");
        if (auto filename = find_parameter(*disposition, "filename")) {
            if (!count_text(name.size() + filename->size()))
                return Added::too_large;
            form_.files.add({std::move(name), *std::move(filename), part.head, part.content});
            return Added::yes;
        }
        if (part.content.size() > limits_.max_field)
            return Added::too_large;
        std::string value = decode(part.content, charset_of(part.head));
        if (!count_text(name.size() + value.size()))
            return Added::too_large;
        form_.fields.add(std::move(name), std::move(value));
        return Added::yes;
    }

    MultipartForm take() { return std::move(form_); }

private:
    bool count_text(std::size_t bytes) noexcept
    {
        text_ += bytes;
        return text_ <= limits_.max_text();
    }

    MultipartLimits limits_;
    MultipartForm form_;
    std::size_t parts_ = 0;
    std::size_t text_ = 0;
};

} // namespace

Result<MultipartForm, MultipartError>
parse_multipart(std::string_view body, std::string_view content_type, const MultipartLimits& limits)
{
    const auto boundary = find_parameter(content_type, "boundary");
    if (!boundary || !is_boundary(*boundary))
        return MultipartError::bad_boundary;
    MultipartReader reader(body, *boundary);
    FormBuilder builder(limits);
    using Step = MultipartReader::Step;
    for (;;) {
        const Step step = reader.next();
        if (step == Step::end)
            return builder.take();
        if (step == Step::malformed)
            return MultipartForm{};
        if (step == Step::head_too_large)
            return MultipartError::too_large;
        // One part too many is too many, whether it ends or not.
        const auto added = builder.add(reader.part());
        if (added == FormBuilder::Added::too_large)
            return MultipartError::too_large;
        if (added == FormBuilder::Added::malformed || step == Step::unfinished_part)
            return MultipartForm{};
    }
}

} // namespace costrel::inline v1::http
