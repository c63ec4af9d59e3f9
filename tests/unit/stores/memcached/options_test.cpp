#include "stores/memcached/options.hpp"

#include <costrel/config_error.hpp>

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <string>
#include <sys/un.h>

namespace costrel::inline v1::stores {
namespace {

std::uint16_t port_of(const MemcachedSettings& settings)
{
    return ntohs(
        reinterpret_cast<const sockaddr_in&>(settings.addresses.now().at(0).storage).sin_port);
}

TEST(MemcachedUrl, SaysWhereItIs)
{
    EXPECT_EQ(port_of(memcached_settings({.url = "memcached://127.0.0.1"})), 11'211);
    EXPECT_EQ(port_of(memcached_settings({.url = "memcached://127.0.0.1:2000"})), 2'000);
    EXPECT_EQ(memcached_settings({.url = "memcached://[::1]:2000"}).addresses.now().at(0).size,
              sizeof(sockaddr_in6));
    EXPECT_EQ(memcached_settings({.url = "memcached://127.0.0.1"}).prefix, "costrel:");
    EXPECT_EQ(memcached_settings({.url = "memcached://127.0.0.1?prefix=a%3A"}).prefix, "a:");
}

TEST(MemcachedUrl, MayNameASocket)
{
    const auto settings = memcached_settings({.url = "memcached:///run/a%20b.sock?prefix=x"});
    const auto address = settings.addresses.now().at(0);
    EXPECT_EQ(address.storage.ss_family, AF_UNIX);
    EXPECT_STREQ(reinterpret_cast<const sockaddr_un&>(address.storage).sun_path, "/run/a b.sock");
    EXPECT_EQ(settings.prefix, "x");
}

TEST(MemcachedUrl, ThatMakesNoSenseIsRejected)
{
    for (const std::string url :
         {"memcache://a", "memcached://", "memcached://:1", "memcached://a:0",
          "memcached://a:65536", "memcached://a:1x", "memcached://me@a", "memcached://a,b",
          "memcached://a/b", "memcached://a?x=y", "memcached://a?prefix=b&prefix=c",
          "memcached://a?prefix=b%20c", "memcached://[::1", "memcached://[::1]1",
          "memcached://a%zz"})
        EXPECT_THROW(memcached_settings({.url = url}), ConfigError) << url;
    EXPECT_THROW(memcached_settings({.url = "memcached://a", .prefix = std::string(101, 'x')}),
                 ConfigError);
}

} // namespace
} // namespace costrel::inline v1::stores
