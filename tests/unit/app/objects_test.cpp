#include <costrel/app.hpp>
#include <costrel/objects.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

namespace {

using namespace costrel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Writes down when it goes.
template <int Kind>
struct Witness {
    std::vector<int>& gone;

    explicit Witness(std::vector<int>& list) : gone(list) {}
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() { gone.push_back(Kind); }
};

struct User {
    std::string name;
};

TEST(Objects, KeepOneOfEachType)
{
    Objects objects;
    EXPECT_EQ(objects.find<User>(), nullptr);
    User& user = objects.emplace<User>("ann");
    objects.emplace<int>(7);
    EXPECT_EQ(objects.find<User>(), &user);
    EXPECT_EQ(objects.get<User>().name, "ann");
    EXPECT_EQ(objects.get<int>(), 7);
    objects.emplace<User>("bob");
    EXPECT_EQ(objects.get<User>().name, "bob");
}

TEST(Objects, GoInReverseOrder)
{
    std::vector<int> gone;
    {
        Objects objects;
        objects.emplace<Witness<1>>(gone);
        objects.emplace<Witness<2>>(gone);
        objects.emplace<Witness<3>>(gone);
        objects.emplace<Witness<2>>(gone);
        EXPECT_THAT(gone, ElementsAre(2)); // the replaced one
    }
    EXPECT_THAT(gone, ElementsAre(2, 3, 2, 1));
}

TEST(Objects, KeepTheOldOneWhenTheNewOnesConstructorThrows)
{
    struct Odd {
        int number;
        explicit Odd(int n) : number(n)
        {
            if (n % 2 == 0)
                throw std::invalid_argument("even");
        }
    };
    Objects objects;
    objects.emplace<Odd>(1);
    EXPECT_THROW(objects.emplace<Odd>(2), std::invalid_argument);
    EXPECT_EQ(objects.get<Odd>().number, 1);
}

TEST(Objects, SayWhichOneIsMissing)
{
    const Objects objects;
    try {
        objects.get<User>();
        FAIL();
    } catch (const std::logic_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("User here; emplace<"));
    }
}

TEST(G, LastsFromTheFirstHookToTheEndOfTheRequest)
{
    std::vector<int> gone;
    App app;
    app.before_request([&gone](Request& request) {
        EXPECT_EQ(request.g.find<User>(), nullptr); // nothing of the request before
        request.g.emplace<User>("ann");
        request.g.emplace<Witness<1>>(gone);
    });
    app.get("/", [](Request& request) { return request.g.get<User>().name; });
    app.after_request([](Request& request, Response& response) {
        response.headers.set("X-User", request.g.get<User>().name);
    });
    app.teardown_request([&gone](Request& request, const std::exception*) {
        EXPECT_NE(request.g.find<User>(), nullptr);
        EXPECT_TRUE(gone.empty());
    });
    TestClient client(app);
    const auto answer = client.get("/");
    EXPECT_EQ(answer.body, "ann");
    EXPECT_EQ(answer.header("X-User"), "ann");
    EXPECT_THAT(gone, ElementsAre(1));
    gone.clear();
    client.get("/missing"); // error pages too
    EXPECT_THAT(gone, ElementsAre(1));
}

TEST(G, LastsAsLongAsATask)
{
    std::vector<int> gone;
    App app;
    app.get("/", [&gone](Request& request) -> Task<std::string> {
        request.g.emplace<User>("ann");
        request.g.emplace<Witness<1>>(gone);
        const auto name = [](Request& inner) -> Task<std::string> {
            co_return inner.g.get<User>().name;
        };
        std::string result = co_await name(request);
        EXPECT_TRUE(gone.empty());
        co_return result;
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/").body, "ann");
    EXPECT_THAT(gone, ElementsAre(1));
}

} // namespace
