#include "app/files/compressible.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1 {
namespace {

TEST(Compressible, IsWhatIsText)
{
    for (const char* type :
         {"text/html; charset=utf-8", "text/plain", "TEXT/CSS", "text/javascript",
          "application/json", "application/problem+json", "application/javascript ;x=y",
          "image/svg+xml; charset=utf-8", "application/xml", "application/wasm"})
        EXPECT_TRUE(is_compressible(type)) << type;
}

TEST(Compressible, IsNotWhatIsPackedAlready)
{
    for (const char* type :
         {"", "image/png", "application/octet-stream", "application/zip", "font/woff2", "video/mp4",
          "application/jsonx", "+json", "textx/html", "multipart/byteranges; boundary=text/"})
        EXPECT_FALSE(is_compressible(type)) << type;
}

} // namespace
} // namespace costrel::inline v1
