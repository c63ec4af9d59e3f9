// What memory holds is overwritten before it is given back.
#include "encoding/wipe.hpp"

#include <costrel/html.hpp>
#include <costrel/value.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace costrel;

const std::string secret(40, 's');
const std::string nothing(40, '\0');

TEST(Wipe, OverwritesAText)
{
    std::string text = secret;
    encoding::wipe(text);
    EXPECT_EQ(text, nothing);
    std::string empty;
    encoding::wipe(empty);
    EXPECT_EQ(empty, "");
}

TEST(Wipe, OverwritesKeysAndAllKindsOfValuesHoweverDeep)
{
    Dict dict{{secret, secret},
              {"bytes", Bytes{secret}},
              {"html", Html::trusted(secret)},
              {"big", BigInteger{std::string(40, '7')}},
              {"integer", 7},
              {"number", 0.5},
              {"truth", true},
              {"nothing", nullptr},
              {"uuid", *Uuid::parse("00112233-4455-6677-8899-aabbccddeeff")},
              {"time", std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000))},
              {"list", List{secret, Tuple{{secret}}, Dict{{secret, secret}}}}};
    encoding::wipe(dict);

    auto item = dict.begin();
    EXPECT_EQ(item->key, nothing);
    EXPECT_EQ(item->value, Value(nothing));
    EXPECT_EQ((++item)->key, std::string(5, '\0'));
    EXPECT_EQ(item->value, Value(Bytes{nothing}));
    EXPECT_EQ((++item)->value.as<Html>()->str(), nothing);
    EXPECT_EQ((++item)->value.as<BigInteger>()->digits, nothing);
    EXPECT_EQ((++item)->value, Value(0));
    EXPECT_EQ((++item)->value, Value(0.0));
    EXPECT_EQ((++item)->value, Value(false));
    EXPECT_TRUE((++item)->value.is_null());
    EXPECT_EQ((++item)->value, Value(Uuid{}));
    EXPECT_EQ((++item)->value, Value(std::chrono::sys_seconds{}));
    const List& list = *(++item)->value.as<List>();
    EXPECT_EQ(list[0], Value(nothing));
    EXPECT_EQ(list[1].as<Tuple>()->items[0], Value(nothing));
    EXPECT_EQ(list[2].as<Dict>()->begin()->key, nothing);
    EXPECT_EQ(list[2].as<Dict>()->begin()->value, Value(nothing));
}

} // namespace
