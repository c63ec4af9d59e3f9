#include "app/files/compressible.hpp"
#include "app/files/gzip_body.hpp"
#include "http/grammar.hpp"
#include "http/representation/accept_encoding.hpp"
#include "http/representation/entity_tag.hpp"
#include "http/representation/gzip.hpp"

#include <costrel/compress.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t most_at_once = 32 * 1024; // what is packed before the response is sent

// Counts the bodies that are packed while they are sent.
class Slots {
public:
    explicit Slots(std::size_t most) : most_(most) {}

    // Nothing when all are taken. The slot is free again when what is returned is gone.
    std::shared_ptr<void> take(const std::shared_ptr<Slots>& self)
    {
        if (taken_.fetch_add(1) >= most_) {
            taken_.fetch_sub(1);
            return nullptr;
        }
        return std::shared_ptr<void>(this, [self](void*) { self->taken_.fetch_sub(1); });
    }

private:
    std::size_t most_;
    std::atomic<std::size_t> taken_ = 0;
};

bool forbids_transformation(const Headers& headers)
{
    bool found = false;
    for (const Header& field : headers) {
        if (http::equal_ignoring_case(field.name, "cache-control"))
            http::for_each_element(field.value, [&](std::string_view directive) {
                found = found || http::equal_ignoring_case(directive, "no-transform");
            });
    }
    return found;
}

// Nothing when it is not known before the body is sent.
std::optional<std::uint64_t> size_of(const Body& body)
{
    return body.source() ? body.source()->size() : body.size();
}

// A 304 and a 206 are not, but stand for a response that could be.
bool can_be_packed(const Response& response, const CompressOptions& options)
{
    if (response.status == 204 || response.status == 205 ||
        !is_compressible(response.content_type) || response.headers.contains("Content-Encoding") ||
        forbids_transformation(response.headers))
        return false;
    const auto size = size_of(response.body);
    return response.status == 304 || response.status == 206 || !size || *size >= options.min_size;
}

void weaken_etag(Headers& headers)
{
    const auto tag = http::parse_entity_tag(headers.get("ETag"));
    if (tag && !tag->weak)
        headers.set("ETag", "W/\"" + std::string(tag->opaque) + '"');
}

// A 304 has the tag that the client has: that of the packed response, unless it named the other.
void match_etag(const Request& request, Headers& headers)
{
    const auto tag = http::parse_entity_tag(headers.get("ETag"));
    const auto list = request.header("If-None-Match");
    if (tag && list && !http::has_tag(*list, *tag, http::TagComparison::strong))
        weaken_etag(headers);
}

bool pack(Response& response, const CompressOptions& options, const std::shared_ptr<Slots>& slots)
{
    const auto size = size_of(response.body);
    if (!response.body.source() && *size <= most_at_once) {
        auto packed = http::gzip(response.body, options.level);
        if (packed)
            response.body = *std::move(packed);
        return packed.has_value();
    }
    auto slot = slots->take(slots);
    if (!slot)
        return false;
    response.body =
        Body(std::make_unique<GzipBody>(std::move(response.body), options.level, std::move(slot)));
    return true;
}

} // namespace

void compress(Router& router, CompressOptions options)
{
    if (options.level < 1 || options.level > 9)
        throw std::invalid_argument("costrel: compress() takes a level from 1 to 9, not " +
                                    std::to_string(options.level));
    router.after_request([options, slots = std::make_shared<Slots>(options.max_streams)](
                             const Request& request, Response& response) {
        if (!can_be_packed(response, options))
            return;
        response.headers.add_vary("Accept-Encoding");
        if (response.status == 206) // who puts parts together has to know what the whole varies on
            return;
        if (response.status == 304) {
            match_etag(request, response.headers);
            return;
        }
        if (!http::prefers_gzip(request.header("Accept-Encoding")) ||
            !pack(response, options, slots))
            return;
        response.headers.set("Content-Encoding", "gzip");
        weaken_etag(response.headers);
        // The ranges would be of the file and not of what is sent.
        response.headers.remove("Accept-Ranges");
    });
}

} // namespace costrel::inline v1
