#include "http/representation/mimetype.hpp"

#include "http/grammar.hpp"

#include <algorithm>
#include <array>

namespace costrel::inline v1::http {

namespace {

struct Entry {
    std::string_view ending; // in lower case
    std::string_view mimetype;
};

// Sorted by the ending.
constexpr auto types = std::to_array<Entry>({
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"apk", "application/vnd.android.package-archive"},
    {"apng", "image/apng"},
    {"atom", "application/atom+xml"},
    {"avi", "video/x-msvideo"},
    {"avif", "image/avif"},
    {"bin", "application/octet-stream"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"conf", "text/plain"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"deb", "application/vnd.debian.binary-package"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"eot", "application/vnd.ms-fontobject"},
    {"epub", "application/epub+zip"},
    {"flac", "audio/flac"},
    {"geojson", "application/geo+json"},
    {"gif", "image/gif"},
    {"glb", "model/gltf-binary"},
    {"gltf", "model/gltf+json"},
    {"heic", "image/heic"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"ico", "image/vnd.microsoft.icon"},
    {"ics", "text/calendar"},
    {"ini", "text/plain"},
    {"iso", "application/x-iso9660-image"},
    {"jar", "application/java-archive"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"jsonld", "application/ld+json"},
    {"jxl", "image/jxl"},
    {"log", "text/plain"},
    {"m3u8", "application/vnd.apple.mpegurl"},
    {"m4a", "audio/mp4"},
    {"m4v", "video/mp4"},
    {"map", "application/json"},
    {"md", "text/markdown"},
    {"mjs", "text/javascript"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpd", "application/dash+xml"},
    {"mpeg", "video/mpeg"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"opus", "audio/ogg"},
    {"otf", "font/otf"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"py", "text/x-python"},
    {"rar", "application/vnd.rar"},
    {"rss", "application/x-rss+xml"},
    {"rtf", "application/rtf"},
    {"sh", "text/x-sh"},
    {"sql", "application/sql"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain"},
    {"vcf", "text/vcard"},
    {"vtt", "text/vtt"},
    {"wasm", "application/wasm"},
    {"wav", "audio/x-wav"},
    {"webm", "video/webm"},
    {"webmanifest", "application/manifest+json"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xhtml", "application/xhtml+xml"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "application/xml"},
    {"xsl", "application/xslt+xml"},
    {"xz", "application/x-xz"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
});
constexpr std::size_t longest_ending = 11;

constexpr bool is_sorted() // std::is_sorted needs an operator<
{
    for (std::size_t i = 1; i < types.size(); ++i)
        if (types[i - 1].ending >= types[i].ending)
            return false;
    return true;
}
static_assert(is_sorted());
static_assert(std::max_element(types.begin(), types.end(), [](const Entry& a, const Entry& b) {
                  return a.ending.size() < b.ending.size();
              })->ending.size() == longest_ending);

// Takes the ending off the name; empty when it has none. Dots at the beginning begin no ending, as
// in Python's splitext().
std::string_view take_ending(std::string_view& name) noexcept
{
    const std::size_t start = name.find_first_not_of('.');
    const std::size_t dot = name.rfind('.');
    if (dot == name.npos || start == name.npos || dot < start)
        return {};
    const std::string_view ending = name.substr(dot + 1);
    name = name.substr(0, dot);
    return ending;
}

std::string_view type_of(std::string_view ending) noexcept
{
    std::array<char, longest_ending> lower;
    if (ending.size() > lower.size())
        return {};
    std::transform(ending.begin(), ending.end(), lower.begin(), to_lower);
    const std::string_view wanted(lower.data(), ending.size());
    const auto found = std::lower_bound(
        types.begin(), types.end(), wanted,
        [](const Entry& entry, std::string_view text) { return entry.ending < text; });
    return found != types.end() && found->ending == wanted ? found->mimetype : std::string_view();
}

} // namespace

GuessedType guess_type(std::string_view filename) noexcept
{
    filename = filename.substr(filename.rfind('/') + 1); // npos + 1 is 0
    const std::string_view ending = take_ending(filename);
    if (equal_ignoring_case(ending, "tgz"))
        return {"application/x-tar", "gzip"};
    if (equal_ignoring_case(ending, "svgz"))
        return {"image/svg+xml", "gzip"};
    if (ending == "gz" || ending == "br")
        return {type_of(take_ending(filename)), ending == "gz" ? "gzip" : "br"};
    return {type_of(ending), {}};
}

std::string content_type(std::string_view mimetype)
{
    constexpr auto with_charset = std::to_array<std::string_view>(
        {"application/ecmascript", "application/javascript", "application/sql", "application/xml",
         "application/xml-dtd", "application/xml-external-parsed-entity"});
    std::string value(mimetype);
    if (mimetype.starts_with("text/") || mimetype.ends_with("+xml") ||
        std::find(with_charset.begin(), with_charset.end(), mimetype) != with_charset.end())
        value += "; charset=utf-8";
    return value;
}

} // namespace costrel::inline v1::http
