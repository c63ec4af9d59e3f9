#include <costrel/value.hpp>

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace {

using namespace costrel;
using ::testing::HasSubstr;

// What an expression throws as an E.
template <class E, class F>
std::string thrown(F expression)
{
    try {
        expression();
    } catch (const E& error) {
        return error.what();
    }
    return "nothing of that type";
}

class ValueRef : public ::testing::Test {
protected:
    const Value value = Dict{{"user", Dict{{"name", "ann"}, {"age", 42}, {"no", nullptr}}},
                             {"items", List{1, Dict{{"id", 7}}, Tuple{{"a", "b"}}}}};
};

TEST_F(ValueRef, ReadsWhatIsAnywhereInAValue)
{
    EXPECT_EQ(value["user"]["name"].get<std::string>(), "ann");
    EXPECT_EQ(value["items"][0].get<int>(), 1);
    EXPECT_EQ(value["items"][1]["id"].get<int>(), 7);
    EXPECT_EQ(value["items"][2][1].get<std::string>(), "b");
    EXPECT_EQ(Value(List{1, 2})[1].get<int>(), 2);
}

TEST_F(ValueRef, NamesTheWholePathOfWhatIsMissing)
{
    EXPECT_THAT(thrown<ValueKeyError>([&] { value["user"]["mail"].get<std::string>(); }),
                HasSubstr("the value has no \"user.mail\""));
    EXPECT_THAT(thrown<ValueKeyError>([&] { value["nobody"]["name"]["x"].get<int>(); }),
                HasSubstr("\"nobody.name.x\""));
    EXPECT_THAT(thrown<ValueKeyError>([&] { value["items"][3]["id"].get<int>(); }),
                HasSubstr("\"items.3.id\""));
    EXPECT_THAT(thrown<ValueKeyError>([&] { value["items"][99].get<int>(); }),
                HasSubstr("the value has no"));
    EXPECT_THAT(thrown<ValueKeyError>([&] { const Value copy = value["user"]["mail"]; }),
                HasSubstr("\"user.mail\""));
}

TEST_F(ValueRef, NamesThePathOfWhatIsOfAnotherType)
{
    EXPECT_THAT(thrown<ValueTypeError>([&] { value["user"]["name"].get<int>(); }),
                HasSubstr("\"user.name\" is not of the type asked for, but of type str"));
    EXPECT_THAT(thrown<ValueTypeError>([&] { value.get<int>(); }),
                HasSubstr("the value is not of the type asked for, but of type dict"));
}

TEST_F(ValueRef, HasFallbacksForWhatIsMissingOrOfAnotherType)
{
    EXPECT_EQ(value["user"]["mail"].get("none"), "none");
    EXPECT_EQ(value["user"]["name"].get("none"), "ann");
    EXPECT_EQ(value["user"]["name"].get(3), 3);
    EXPECT_EQ(value["nobody"]["age"].find<int>(), std::nullopt);
    EXPECT_EQ(value["user"]["age"].find<int>(), 42);
    EXPECT_TRUE(value["user"]["no"].exists());
    EXPECT_FALSE(value["user"]["yes"].exists());
}

TEST_F(ValueRef, OfATextOrANumberHasNothing)
{
    EXPECT_FALSE(value["user"]["name"]["first"].exists());
    EXPECT_FALSE(value["user"]["age"][0].exists());
    EXPECT_FALSE(value["user"][0].exists());
    EXPECT_FALSE(value["items"]["0"].exists());
}

TEST_F(ValueRef, EqualsNothingWhenItIsMissing)
{
    EXPECT_TRUE(value["user"]["name"] == "ann");
    EXPECT_TRUE(value["user"]["age"] == 42);
    EXPECT_TRUE(value["user"]["no"] == nullptr);
    EXPECT_FALSE(value["user"]["mail"] == nullptr);
    EXPECT_FALSE(value["user"]["mail"] == "ann");
    EXPECT_TRUE(value["user"]["name"] != "bob");
}

TEST_F(ValueRef, IsCopiedIntoAValueOfItsOwn)
{
    const Value user = Value(value)["user"]; // of a value that is gone after this line
    EXPECT_EQ(user["name"].get<std::string>(), "ann");
    EXPECT_EQ(List{value["items"][0]}, List{1});
}

TEST_F(ValueRef, IsShownByHtml)
{
    const Value data = Dict{{"a", Dict{{"b", "<x>"}}}};
    EXPECT_EQ(html("{} {}", data["a"]["b"], value["user"]["age"]).str(), "&lt;x&gt; 42");
}

} // namespace
