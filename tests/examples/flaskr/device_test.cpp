#include "device.hpp"

#include <gtest/gtest.h>

namespace {

using flaskr::device_name;

TEST(Device, IsABrowserOnItsSystem)
{
    EXPECT_EQ(device_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
              "Firefox on Linux");
    EXPECT_EQ(device_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
                          "like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"),
              "Edge on Windows");
    EXPECT_EQ(device_name("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like "
                          "Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"),
              "Chrome on Android");
    EXPECT_EQ(device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) "
                          "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 "
                          "Safari/604.1"),
              "Safari on iPhone");
}

TEST(Device, NeverHoldsTheClientsOwnText)
{
    EXPECT_EQ(device_name(""), "Another device");
    EXPECT_EQ(device_name("<script>alert(1)</script>"), "Another device");
    EXPECT_EQ(device_name("curl/8.0"), "curl");
}

} // namespace
