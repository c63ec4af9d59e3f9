#include "http/representation/mimetype.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

std::string type(std::string_view filename)
{
    return std::string(guess_type(filename).mimetype);
}

TEST(Mimetype, IsThatOfTheEnding)
{
    EXPECT_EQ(type("style.css"), "text/css");
    EXPECT_EQ(type("a.b/x.webmanifest"), "application/manifest+json");
    EXPECT_EQ(type("x.7z"), "application/x-7z-compressed");
    EXPECT_EQ(type("x.zst"), "application/zstd");
    EXPECT_EQ(type("archive.tar.js"), "text/javascript");
}

TEST(Mimetype, DoesNotGoByCase)
{
    EXPECT_EQ(type("PHOTO.JPG"), "image/jpeg");
    EXPECT_EQ(type("x.Html"), "text/html");
}

TEST(Mimetype, IsNotKnownForOtherNames)
{
    for (const char* name : {"", "css", "x.", "x.unknown", ".css", "..css", "x.css ", "a.css/x",
                             "x.css?y", "x.verylongending"})
        EXPECT_EQ(type(name), "") << name;
    EXPECT_EQ(type(".a.css"), "text/css");
}

TEST(Mimetype, OfACompressedFileIsThatOfItsContent)
{
    for (const char* name : {"x.css.gz", "x.CSS.gz", "x.css.br"}) {
        EXPECT_EQ(type(name), "text/css") << name;
        EXPECT_EQ(guess_type(name).encoding, name[6] == 'g' ? "gzip" : "br") << name;
    }
    EXPECT_EQ(type("x.tgz"), "application/x-tar");
    EXPECT_EQ(guess_type("x.tgz").encoding, "gzip");
    EXPECT_EQ(type("x.gz"), "");
    EXPECT_EQ(guess_type("x.gz").encoding, "gzip");
    EXPECT_EQ(guess_type("x.svgz").encoding, "gzip");
}

TEST(Mimetype, OfACompressionThatBrowsersDoNotUndoIsItsOwn)
{
    EXPECT_EQ(type("x.tar.xz"), "application/x-xz");
    EXPECT_EQ(guess_type("x.tar.xz").encoding, "");
    EXPECT_EQ(type("x.bz2"), "application/x-bzip2");
}

TEST(ContentType, OfTextHasACharset)
{
    EXPECT_EQ(content_type("text/css"), "text/css; charset=utf-8");
    EXPECT_EQ(content_type("image/svg+xml"), "image/svg+xml; charset=utf-8");
    EXPECT_EQ(content_type("application/xml"), "application/xml; charset=utf-8");
    EXPECT_EQ(content_type("application/json"), "application/json");
    EXPECT_EQ(content_type("image/png"), "image/png");
}

} // namespace
} // namespace costrel::inline v1::http
