// Where the sessions of a user are listed.
#include "session/user_lists.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace {

using namespace costrel;
using namespace std::string_view_literals;
using session::user_list_key;

TEST(UserListKey, IsOneOfEachUserOfEachApplication)
{
    std::set<StoreKey> keys;
    std::size_t users = 0;
    for (const std::string_view application : {""sv, "a"sv, "shop"sv})
        for (const std::string_view user :
             {"ann"sv, "bann"sv, ""sv, "ann\0"sv, "\0ann"sv, "\xff\xfe"sv, "a\r\nb {x} '"sv}) {
            const StoreKey key = user_list_key(application, user);
            EXPECT_EQ(key.bytes.size(), 32U);
            EXPECT_FALSE(key.whole);
            keys.insert(key);
            ++users;
        }
    EXPECT_EQ(keys.size(), users);
}

TEST(UserListKey, DoesNotRunTheApplicationIntoTheUser)
{
    EXPECT_NE(user_list_key("shop", "ann"), user_list_key("sho", "pann"));
    EXPECT_NE(user_list_key("", "shopann"), user_list_key("shop", "ann"));
}

} // namespace
