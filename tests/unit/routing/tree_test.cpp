#include "routing/tree.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace {

using costrel::DELETE;
using costrel::GET;
using costrel::Method;
using costrel::Methods;
using costrel::POST;
using costrel::routing::Match;
using costrel::routing::Pattern;
using costrel::routing::Tree;

class Routes {
public:
    Routes(std::initializer_list<std::string> patterns, Methods methods = GET)
    {
        for (const std::string& pattern : patterns)
            add(pattern, methods);
    }
    void add(const std::string& pattern, Methods methods = GET)
    {
        tree_.add(Pattern::parse(pattern), methods, patterns_.size());
        patterns_.push_back(pattern);
    }

    // The pattern that a path leads to, with its variables: "/u/<name> ann", or what else happens.
    std::string find(std::string_view path, Method method = GET) const
    {
        const Match match = tree_.match(path, method);
        switch (match.kind) {
        case Match::Kind::none:
            return "none";
        case Match::Kind::method_not_allowed:
            return "allows " + match.allowed.allow();
        case Match::Kind::redirect:
            return std::string("redirect") + (match.merge_slashes ? " merge" : "") +
                   (match.add_slash ? " slash" : "");
        case Match::Kind::route:
            break;
        }
        std::string text = patterns_[match.route];
        for (const std::string_view variable : match.variables())
            text.append(" ").append(variable);
        return text;
    }

private:
    Tree tree_;
    std::vector<std::string> patterns_;
};

TEST(Tree, FindsFixedPaths)
{
    const Routes routes{"/", "/login", "/a/b"};
    EXPECT_EQ(routes.find("/"), "/");
    EXPECT_EQ(routes.find("/login"), "/login");
    EXPECT_EQ(routes.find("/a/b"), "/a/b");
    EXPECT_EQ(routes.find("/a"), "none");
    EXPECT_EQ(routes.find("/a/b/c"), "none");
    EXPECT_EQ(routes.find("/Login"), "none");
    EXPECT_EQ(routes.find(""), "/");
}

TEST(Tree, FindsVariables)
{
    const Routes routes{"/u/<name>", "/i/<int:id>", "/f/<float:x>", "/p/<path:p>"};
    EXPECT_EQ(routes.find("/u/ann"), "/u/<name> ann");
    EXPECT_EQ(routes.find("/u/"), "none");
    EXPECT_EQ(routes.find("/u/a/b"), "none");
    EXPECT_EQ(routes.find("/i/007"), "/i/<int:id> 007");
    EXPECT_EQ(routes.find("/i/-1"), "none");
    EXPECT_EQ(routes.find("/i/+1"), "none");
    EXPECT_EQ(routes.find("/i/1e3"), "none");
    EXPECT_EQ(routes.find("/i/0x1"), "none");
    EXPECT_EQ(routes.find("/f/1.5"), "/f/<float:x> 1.5");
    EXPECT_EQ(routes.find("/f/1"), "none");
    EXPECT_EQ(routes.find("/f/1."), "none");
    EXPECT_EQ(routes.find("/f/.5"), "none");
    EXPECT_EQ(routes.find("/p/a/b/c"), "/p/<path:p> a/b/c");
    EXPECT_EQ(routes.find("/p/a//b"), "/p/<path:p> a//b");
    EXPECT_EQ(routes.find("/p/"), "none");
}

TEST(Tree, FindsUuidsAndChoices)
{
    const Routes routes{"/u/<uuid:id>", "/c/<any(left,right):side>", "/c/<any(up, down):side>"};
    EXPECT_EQ(routes.find("/u/12345678-1234-5678-1234-567812345678"),
              "/u/<uuid:id> 12345678-1234-5678-1234-567812345678");
    EXPECT_EQ(routes.find("/u/12345678123456781234567812345678"), "none");
    EXPECT_EQ(routes.find("/u/1234567-81234-5678-1234-567812345678"), "none");
    EXPECT_EQ(routes.find("/c/right"), "/c/<any(left,right):side> right");
    EXPECT_EQ(routes.find("/c/down"), "/c/<any(up, down):side> down");
    EXPECT_EQ(routes.find("/c/middle"), "none");
}

// Found as a way to read any file by "/u/..%2F..%2Fetc%2Fpasswd".
TEST(Tree, OnlyAPathTakesAnEncodedSlash)
{
    using namespace std::string_view_literals;
    const Routes routes{"/u/<name>", "/x<a>-<b>", "/any/<any(a,b):c>", "/p/<path:p>/end",
                        "/f/<path:f>"};
    EXPECT_EQ(routes.find("/u/..\0..\0etc"sv), "none");
    EXPECT_EQ(routes.find("/u/a\0"sv), "none");
    EXPECT_EQ(routes.find("/u/\0a"sv), "none");
    EXPECT_EQ(routes.find("/xa\0-b"sv), "none");
    EXPECT_EQ(routes.find("/xa-b\0"sv), "none");
    EXPECT_EQ(routes.find("/any/a\0"sv), "none");
    EXPECT_EQ(routes.find("/f\0x"sv), "none"); // it separates no parts
    EXPECT_EQ(routes.find("/f/a\0b"sv), "/f/<path:f> a\0b"sv);
    EXPECT_EQ(routes.find("/p/a\0b/c/end"sv), "/p/<path:p>/end a\0b/c"sv);
    EXPECT_EQ(routes.find("/f/\0etc/passwd"sv), "none"); // would be absolute
    EXPECT_EQ(routes.find("/p/\0etc/end"sv), "none");
}

TEST(Tree, TriesFixedTextBeforeVariablesAndNumbersBeforeText)
{
    const Routes routes{"/<path:p>", "/<name>", "/x<name>", "/<int:id>", "/login"};
    EXPECT_EQ(routes.find("/login"), "/login");
    EXPECT_EQ(routes.find("/42"), "/<int:id> 42");
    EXPECT_EQ(routes.find("/xy"), "/x<name> y");
    EXPECT_EQ(routes.find("/ann"), "/<name> ann");
    EXPECT_EQ(routes.find("/a/b"), "/<path:p> a/b");
}

TEST(Tree, TriesMoreAndLongerFixedTextFirst)
{
    const Routes routes{"/a<x>", "/<y>z", "/a<x>z", "/ab<x>"};
    EXPECT_EQ(routes.find("/abcz"), "/a<x>z bc");
    EXPECT_EQ(routes.find("/abc"), "/ab<x> c");
    EXPECT_EQ(routes.find("/ac"), "/a<x> c");
    EXPECT_EQ(routes.find("/cz"), "/<y>z c");
}

// Where the text stands makes no difference: Werkzeug's weights do not say.
TEST(Tree, TriesTheLongerFixedTextFirstWhereverItStands)
{
    const Routes routes{"/a<x>", "/<y>zz"};
    EXPECT_EQ(routes.find("/abzz"), "/<y>zz ab");
    EXPECT_EQ(routes.find("/abz"), "/a<x> bz");
}

TEST(Tree, FindsSeveralVariablesInOnePart)
{
    const Routes routes{"/<a>-<int:b>",      "/<a>.<b>",           "/v<int:major>.<int:minor>",
                        "/<any(a,ab):x><y>", "/<float:f><int:n>u", "/<uuid:u>_<s>"};
    EXPECT_EQ(routes.find("/x-y-7"), "/<a>-<int:b> x-y 7"); // as much as there can be
    EXPECT_EQ(routes.find("/-7"), "none");
    EXPECT_EQ(routes.find("/x.y.z"), "/<a>.<b> x.y z");
    EXPECT_EQ(routes.find("/v1.2"), "/v<int:major>.<int:minor> 1 2");
    EXPECT_EQ(routes.find("/v1.x"), "/<a>.<b> v1 x");
    EXPECT_EQ(routes.find("/abc"), "/<any(a,ab):x><y> a bc"); // the first of the choices
    EXPECT_EQ(routes.find("/1.234u"), "/<float:f><int:n>u 1.23 4");
    EXPECT_EQ(routes.find("/12345678-1234-5678-1234-567812345678_s"),
              "/<uuid:u>_<s> 12345678-1234-5678-1234-567812345678 s");
}

TEST(Tree, FindsSeveralPathsInOneRoute)
{
    const Routes routes{"/<path:a>/x/<path:b>", "/<int:n>/<path:p>-<s>/"};
    EXPECT_EQ(routes.find("/1/x/2/x/3"),
              "/<path:a>/x/<path:b> 1 2/x/3"); // as little as there can be
    EXPECT_EQ(routes.find("/1/a/b-c-d/"), "/<int:n>/<path:p>-<s>/ 1 a/b c-d");
    EXPECT_EQ(routes.find("/1/a/b-c-d"), "redirect slash");
    EXPECT_EQ(routes.find("/x/x/"), "none");
}

TEST(Tree, GoesBackWhenABranchLeadsNowhere)
{
    const Routes routes{"/a/b", "/<name>/c", "/<int:id>/d"};
    EXPECT_EQ(routes.find("/a/c"), "/<name>/c a");
    EXPECT_EQ(routes.find("/1/c"), "/<name>/c 1");
    EXPECT_EQ(routes.find("/1/d"), "/<int:id>/d 1");
}

TEST(Tree, APathVariableLeavesTheRestToItsRoute)
{
    const Routes routes{"/<path:p>/edit", "/<path:p>/v/<int:n>", "/<path:p>"};
    EXPECT_EQ(routes.find("/a/b/edit"), "/<path:p>/edit a/b");
    EXPECT_EQ(routes.find("/edit/edit"), "/<path:p>/edit edit");
    EXPECT_EQ(routes.find("/a/v/7"), "/<path:p>/v/<int:n> a 7");
    EXPECT_EQ(routes.find("/a/v/x"), "/<path:p> a/v/x");
}

TEST(Tree, RedirectsToTheSlashThatARouteHas)
{
    Routes routes{"/projects/", "/about"};
    routes.add("/post/", POST);
    EXPECT_EQ(routes.find("/projects/"), "/projects/");
    EXPECT_EQ(routes.find("/projects"), "redirect slash");
    EXPECT_EQ(routes.find("/about/"), "none");
    EXPECT_EQ(routes.find("/post"), "none"); // not for a method that the route has not
    EXPECT_EQ(routes.find("/post", POST), "redirect slash");
}

TEST(Tree, MergesSlashes)
{
    const Routes routes{"/user/<name>", "/projects/"};
    EXPECT_EQ(routes.find("/user//ann"), "redirect merge");
    EXPECT_EQ(routes.find("//user/ann"), "/user/<name> ann");
    EXPECT_EQ(routes.find("/projects//"), "redirect merge");
    EXPECT_EQ(routes.find("/none//x"), "none");
    EXPECT_EQ(Tree::merge_slashes("/a//b///c/"), "/a/b/c/");
}

TEST(Tree, TellsTheMethodsOfAPathWithItsSlashesMerged)
{
    Routes routes{"/a/b"};
    EXPECT_EQ(routes.find("/a//b", POST), "allows GET");
}

TEST(Tree, TellsWhichMethodsAPathHas)
{
    Routes routes{"/a"};
    routes.add("/a", POST);
    EXPECT_EQ(routes.find("/a", DELETE), "allows GET, POST");
    EXPECT_EQ(routes.find("/a", POST), "/a");
    EXPECT_EQ(routes.find("/b", DELETE), "none");
}

TEST(Tree, AnEncodedSlashSeparatesNoParts)
{
    const Routes routes{"/u/<name>", "/u/a/b", "/<path:p>"};
    const std::string_view path("/u/a\0b", 6);
    EXPECT_EQ(routes.find(path), std::string("/<path:p> u/a\0b", 15));
}

// What this takes is counted in tests/counts/growth.cpp.
TEST(Tree, ALongPathIsLookedUp)
{
    const Routes routes{"/<path:p>/end",          "/<a>/<b>/<c>",   "/<path:p>/x/<int:n>",
                        "/<path:p>/<path:q>/end", "/<path:p>a<q>b", "/<path:p>/<q>/<path:r>/b"};
    std::string path;
    for (int i = 0; i < 4000; ++i)
        path += "/a";
    EXPECT_EQ(routes.find(path), "none");
}

// What this takes is counted in tests/counts/growth.cpp.
TEST(Tree, ALongPartIsLookedUp)
{
    const Routes routes{"/<a><b><c><d><e><f>!", "/<int:a><int:b><int:c>x", "/<a>-<b>-<c>-<d>!",
                        "/<float:a><float:b><c>!", "/<any(a,aa,aaa):x><any(a,aa):y><z>!"};
    for (const std::string_view piece : {"a", "1", "-", "1.1", "a-1"}) {
        std::string path = "/";
        while (path.size() < 8000)
            path += piece;
        EXPECT_EQ(routes.find(path), "none") << piece;
        path.back() = 'b';
        EXPECT_EQ(routes.find(path), "none") << piece;
    }
}

} // namespace
