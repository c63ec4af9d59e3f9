#include "app/files/file_response.hpp"

#include "app/context.hpp"
#include "app/files/file_body.hpp"
#include "app/files/file_parts.hpp"
#include "encoding/number_text.hpp"
#include "encoding/system_time.hpp"
#include "http/representation/byte_range.hpp"
#include "http/representation/content_disposition.hpp"
#include "http/representation/mimetype.hpp"
#include "http/representation/precondition.hpp"

#include <costrel/http_date.hpp>

#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

using std::chrono::sys_seconds;

std::string_view base_name(std::string_view path)
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

// Flask's tag, byte for byte: the time as Python writes it, the size, and a checksum of the path.
std::string make_etag(const RegularFile& file, const std::string& path)
{
    const std::timespec modified = file.modified();
    std::string tag = "\"";
    encoding::append_float(tag, static_cast<double>(modified.tv_sec) +
                                    1e-9 * static_cast<double>(modified.tv_nsec));
    tag += '-';
    encoding::append_integer(tag, file.size());
    tag += '-';
    const auto checksum =
        ::adler32(::adler32(0, nullptr, 0), reinterpret_cast<const unsigned char*>(path.data()),
                  static_cast<unsigned>(path.size()));
    encoding::append_integer(tag, static_cast<std::uint64_t>(checksum));
    tag += '"';
    return tag;
}

std::string quoted_etag(const std::string& etag)
{
    std::string quoted = '"' + etag + '"';
    if (!http::parse_entity_tag(quoted))
        throw std::invalid_argument("costrel: SendFileOptions::etag cannot be sent: it must have "
                                    "no quotes, spaces and control characters");
    return quoted;
}

// Nothing for a time that cannot be written. One that has not come yet is now (RFC 9110 section
// 8.8.2.1).
std::optional<sys_seconds> modified_at(const RegularFile& file, const SendFileOptions& options,
                                       sys_seconds now)
{
    const sys_seconds modified =
        options.last_modified.value_or(sys_seconds(std::chrono::seconds(file.modified().tv_sec)));
    if (modified < sys_seconds(std::chrono::sys_days(std::chrono::year(1) / 1 / 1)))
        return std::nullopt;
    return std::min(modified, now);
}

void set_content(Response& response, std::string_view name, const SendFileOptions& options)
{
    std::string_view mimetype = options.mimetype;
    if (mimetype.empty()) {
        const http::GuessedType guessed = http::guess_type(name);
        mimetype = guessed.mimetype.empty() ? "application/octet-stream" : guessed.mimetype;
        // Of an attachment it would have the browser unpack what is to be saved.
        if (!guessed.encoding.empty() && !options.as_attachment)
            response.headers.set("Content-Encoding", Text::literal(guessed.encoding));
    }
    response.content_type = http::content_type(mimetype);
    response.headers.set("Content-Disposition",
                         http::content_disposition(options.as_attachment
                                                       ? http::Disposition::attachment
                                                       : http::Disposition::inline_,
                                                   name));
    response.headers.set("X-Content-Type-Options", "nosniff");
}

void set_caching(Response& response, const SendFileOptions& options, sys_seconds now)
{
    if (!options.max_age) {
        response.headers.set("Cache-Control", "no-cache");
        return;
    }
    constexpr std::chrono::seconds longest(0x7fff'ffff); // no cache counts further (RFC 9111)
    const auto age = std::clamp(*options.max_age, std::chrono::seconds(0), longest);
    response.headers.set("Cache-Control",
                         (age.count() > 0 ? "public, max-age=" : "no-cache, max-age=") +
                             std::to_string(age.count()));
    response.headers.set("Expires", http_date(now + age));
}

std::vector<FileBody::Section> whole(std::uint64_t size)
{
    std::vector<FileBody::Section> sections;
    sections.push_back({{}, {0, size}});
    return sections;
}

// What is sent of a file of `size` bytes for the Range field of the request, if it counts; nothing
// when that cannot be satisfied. Notes in `response` what it is.
std::optional<std::vector<FileBody::Section>>
select_sections(Response& response, std::string_view range_field, std::uint64_t size)
{
    using Kind = http::SelectedRanges::Kind;
    const http::SelectedRanges selected = http::select_ranges(range_field, size);
    if (selected.kind == Kind::unsatisfiable)
        return std::nullopt;
    if (selected.kind == Kind::whole)
        return whole(size);
    if (selected.ranges.size() == 1) {
        response.status = 206;
        response.headers.set("Content-Range", http::content_range(selected.ranges.front(), size));
        std::vector<FileBody::Section> sections;
        sections.push_back({{}, selected.ranges.front()});
        return sections;
    }
    const std::string boundary = make_boundary();
    auto sections = file_parts(selected.ranges, size, response.content_type, boundary);
    if (size_of(sections) > size)
        return whole(size); // is cheaper
    response.status = 206;
    response.content_type = "multipart/byteranges; boundary=" + boundary;
    return sections;
}

} // namespace

Response file_response(const Request& request, RegularFile file, const std::string& path,
                       const SendFileOptions& options)
{
    const sys_seconds now = encoding::system_time();
    const std::string_view name =
        options.download_name.empty() ? base_name(path) : std::string_view(options.download_name);
    const std::uint64_t size = file.size();
    const std::string etag = !options.etag           ? make_etag(file, path)
                             : options.etag->empty() ? std::string()
                                                     : quoted_etag(*options.etag);
    http::Validators validators{.etag = http::parse_entity_tag(etag),
                                .last_modified = modified_at(file, options, now)};

    Response response("");
    set_content(response, name, options);
    if (validators.last_modified)
        response.headers.set("Last-Modified", http_date(*validators.last_modified));
    set_caching(response, options, now);
    if (validators.etag)
        response.headers.set("ETag", etag);

    auto sections = whole(size);
    if (options.conditional && (request.method == GET || request.method == HEAD)) {
        const http::Conditions conditions{.if_match = request.header("If-Match"),
                                          .if_none_match = request.header("If-None-Match"),
                                          .if_modified_since = request.header("If-Modified-Since"),
                                          .if_unmodified_since =
                                              request.header("If-Unmodified-Since"),
                                          .if_range = request.header("If-Range")};
        response.headers.set("Accept-Ranges", "bytes");
        const auto precondition = http::evaluate(conditions, validators, true);
        if (precondition == http::Precondition::failed)
            return Response(412);
        if (precondition == http::Precondition::not_modified) {
            response.status = 304;
            // As in Flask: the tag is enough.
            response.headers.remove("Last-Modified");
            response.headers.remove("Content-Encoding");
            return response;
        }
        const auto range = request.header("Range");
        if (range && request.method == GET && range_applies(conditions, validators, now)) {
            auto selected = select_sections(response, *range, size);
            if (!selected)
                return Response(416).with("Content-Range", http::unsatisfied_content_range(size));
            sections = *std::move(selected);
        }
    }
    response.body = Body(std::make_unique<FileBody>(std::move(file), std::move(sections),
                                                    &request.context().file_readers));
    return response;
}

} // namespace costrel::inline v1
