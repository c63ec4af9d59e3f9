"""What must not compile, with the words that a user must be able to read in the compiler's message.

Each program is one mistake in otherwise right code. It is compiled with g++ and with clang++.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tests import tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILERS = ["g++", "clang++"]
START = "using namespace costrel;\n"

# A right program with every part that the wrong ones use: if it does not compile, they prove nothing.
RIGHT = """
Response show(int id) { return html("{}", id); }
Html page(std::string name) { return html("{} {}", name, 1.5); }
std::string text(Request& request, const Session& session)
{
    return request.url_for<show>(7) + session.get("name", "nobody");
}
Task<Response> slow(Session& session, std::string_view name)
{
    session["seen"]["by"] = name;
    co_return Response(200);
}
Task<std::string> later(LazySession& lazy)
{
    Session& session = co_await lazy.open();
    co_return session.get("name", "nobody");
}
constexpr SessionKey<std::int64_t> views{"views"};
void routes(App& app)
{
    app.get<show>("/u/<int:id>");
    app.get<page>("/page/<name>");
    app.route<text>("/text", {GET, POST});
    app.get<slow>("/slow/<path:name>");
    app.get<later>("/later");
    app.get("/sum/<int:a>/<float:b>", [](int a, double b) { return html("{}", a + b); }).name("sum");
    app.get("/count", [](Session& session) { session.set(views, 1); return std::to_string(1); });
    app.route("/json", [](Request& request) -> Response {
        const Value value = request.get_json();
        const Value user = value["user"];
        if (value["user"]["name"] == "ann" && user["age"].get(0) > 17)
            return {Dict{{"id", value["ids"][0]}}, 201, {{"Location", "/u/7"}}};
        return {html("{} {}", value["user"], request.view_args()["id"]), 404};
    });
}
Html commas(List list)
{
    Html all = "";
    for (int i = 0; i < 3; all += "<br>", ++i)
        for (int j = 0; j < 3; list.push_back(j), j++) {
        }
    return all;
}
"""

DELETED = r"use of deleted function|call to deleted|invokes a deleted|use a deleted function"

# What is wrong, the program, and a pattern that the message has.
WRONG = [
    ("a converter of another type than the parameter",
     'Response f(std::string id){return 200;} void g(App& a){ a.get<f>("/u/<int:id>"); }',
     "route_variable_type_differs_from_the_handlers_parameter"),
    ("a plain function that takes a LazySession",
     'Response f(LazySession&){return 200;} void g(App& a){ a.get<f>("/"); }',
     "only a coroutine can await a LazySession"),
    ("a before_request function that takes a LazySession",
     'void g(App& a){ a.before_request([](LazySession&){}); }',
     "takes Request& and Session&, nothing else"),
    ("a variable that the handler does not take",
     'Response f(){return 200;} void g(App& a){ a.get<f>("/u/<int:id>"); }',
     "route_and_handler_differ_in_number_of_variables"),
    ("a parameter that the route does not fill",
     'Response f(int,int){return 200;} void g(App& a){ a.get<f>("/u/<int:id>"); }',
     "route_and_handler_differ_in_number_of_variables"),
    ("a route without its leading slash",
     'Response f(){return 200;} void g(App& a){ a.get<f>("u"); }',
     "route_must_start_with_a_slash"),
    ("an unclosed bracket",
     'Response f(int){return 200;} void g(App& a){ a.get<f>("/u/<int:id"); }',
     "route_has_an_unclosed_angle_bracket"),
    ("an unknown converter",
     'Response f(int){return 200;} void g(App& a){ a.get<f>("/u/<number:id>"); }',
     "route_has_an_unknown_converter"),
    ("a second variable between two slashes of another type",
     'Response f(int,int){return 200;} void g(App& a){ a.get<f>("/<int:a>-<b>"); }',
     "route_variable_type_differs_from_the_handlers_parameter"),
    ("a lambda that does not fit its route",
     'void g(App& a){ a.get("/u/<int:id>", [](std::string){ return Response(200); }); }',
     "route_variable_type_differs_from_the_handlers_parameter"),
    ("an argument that is to become a bool, of which any text is true in Flask",
     'bool f(Request& r){ return r.args.get<bool>("all", false); }',
     "T must be an integer or a floating-point type; for a text leave <T> out, and compare it for a bool"),
    ("a lambda that returns a bare literal",
     'void g(App& a){ a.get("/", []{ return "x"; }); }',
     "a lambda that returns a literal needs a return type"),
    ("a text that is taken out of the session without its type",
     'std::string f(Session& s){ std::string name = s["name"]; return name; }',
     r'= delete; .*write session\.get<std::string>\("key"\)'),
    ("a text that is taken out of JSON without its type",
     'std::string f(Request& r){ std::string name = r.get_json()["user"]["name"]; return name; }',
     r'= delete; .*write value\["key"\]\.get<std::string>\(\)'),
    ("a value that is written to where it is read",
     'void f(Value& v){ v["name"] = "ann"; }',
     r'= delete; .*write into a Dict: dict\["key"\]'),
    ("a place in a value as a condition",
     'void f(const Value& v){ if (v["name"]) {} }',
     r"= delete; .*use exists\(\) or get<bool>\(\)"),
    ("a page of text that is known only when the program runs",
     'Html f(std::string name){ return html("<p>" + name + "</p>"); }',
     r"= delete; .*html\(\) takes a literal"),
    ("a pattern that is known only when the program runs",
     'Response f(){return 200;} void g(App& a, std::string prefix){ a.get(prefix + "/x", f); }',
     r"= delete; .*write runtime\(pattern\)"),
    ("a status in front of its page",
     'Response f(){ return {404, html("x")}; }',
     r"= delete; .*the status comes after the content"),
    ("a blueprint that would be taken over without a word",
     'void f(App& a){ Blueprint admin("admin"); a.register_blueprint(admin); }',
     r"= delete; .*write register_blueprint\(std::move\(admin\)\)"),
    ("a request taken by value",
     'Response f(Request){return 200;} void g(App& a){ a.get<f>("/"); }',
     "handler_takes_the_request_or_session_not_by_reference"),
    ("a session taken by pointer",
     'Response f(Session*){return 200;} void g(App& a){ a.get<f>("/"); }',
     "handler_takes_the_request_or_session_not_by_reference"),
    ("a member function without its object",
     'struct Pages { Response show(){ return 200; } }; void g(App& a){ a.get<&Pages::show>("/"); }',
     "a member function needs its object: route a lambda that calls it"),
    ("a before_request function that always responds",
     'void g(App& a){ a.before_request([](Session&){ return redirect("/"); }); }',
     "a before_request function returns nothing, or std::optional<Response>"),
    ("a hook of a route that takes a variable of the path",
     'Response f(){return 200;} void g(App& a){ a.get<f>("/").before_request([](int){}); }',
     "takes Request& and Session&, nothing else"),
    ("an after_request function without the request",
     'void g(App& a){ a.after_request([](Response&){}); }',
     "an after_request function takes Request& and Response&"),
    ("a function after this request that takes it again",
     'void f(Request& r){ r.after_this_request([](Request&, Response&){}); }',
     r"after_this_request\(\) takes a function of Response&"),
    ("an error handler without the error",
     'void g(App& a){ a.errorhandler(404, [](Request&){ return Response(404); }); }',
     "an error handler takes Request& and const HttpError&, and returns a Response"),
    ("a name in html() that no argument has",
     '#include <costrel/named.hpp>\n'
     'Html f(int n){ return html("{n} {tilte}", named<"n">(n)); }',
     "html_format_has_a_name_that_no_argument_has"),
    ("a named argument that html() has no place for",
     '#include <costrel/named.hpp>\n'
     'Html f(int n){ return html("{n}", named<"n">(n), named<"title">(n)); }',
     "html_format_lacks_the_name_of_an_argument"),
    ("another number of arguments without names beside those with names",
     '#include <costrel/named.hpp>\n'
     'Html f(int n){ return html("{n} {}", named<"n">(n)); }',
     "html_format_has_wrong_number_of_braces"),
    ("a status behind a page, which would be sent alone",
     'Response f(){ return html("x"), 404; }',
     "a comma drops the response before it: write return"),
    ("a status in a variable behind JSON",
     'Response f(int status){ return Dict{{"a", 1}}, status; }',
     "a comma drops the response before it: write return"),
    ("a status behind a response",
     'Response f(){ return redirect("/"), 301; }',
     "a comma drops the response before it: write return"),
    ("a status before a page",
     'Response f(){ return 404, html("x"); }',
     "a comma drops the status before it: write return"),
    ("a handler whose name the C library has too",
     '#include <strings.h>\nResponse index(Request&){return 200;} void g(App& a){ a.get<index>("/"); }',
     "one_function_not_an_overload_set"),
    ("a handler whose name the C++ library has too",
     '#include <cstdio>\nResponse remove(int){return 200;} void g(App& a){ a.route<remove>("/<int:id>", POST); }',
     "one_function_not_an_overload_set"),
    ("the URL of a handler with two forms",
     'Response f(int){return 200;} Response f(Session&){return 200;} '
     'std::string g(Request& r){ return r.url_for<f>(1); }',
     "one_function_not_an_overload_set"),
    ("html() with another number of braces",
     'Html f(std::string s){ return html("{} {}", s); }',
     "html_format_has_wrong_number_of_braces"),
    ("Html from text that may hold anything",
     "Html f(std::string s){ return s; }",
     r"(could not convert|no viable conversion).*(std::string|basic_string).*Html"),
    ("Html from a mutable buffer",
     "Html f(){ char b[10]={}; return b; }",
     DELETED),
    ("a response from a view, which may dangle",
     'Response f(std::string_view s){ return s; }',
     DELETED),
    ("a handler that returns a view",
     'std::string_view f(){ return "x"; } void g(App& a){ a.get<f>("/"); }',
     "a handler must not return a std::string_view: it may dangle"),
    ("a handler that returns nothing",
     'void f(){} void g(App& a){ a.get<f>("/"); }',
     "a handler must return a Response, Html, std::string, Value, or a Task of one of these"),
    ("a coroutine that takes a variable of the path by reference, which would dangle",
     'Task<Response> f(const std::string& s){ co_return Response(404); }'
     ' void g(App& a){ a.get<f>("/<s>"); }',
     "a coroutine takes the variables of the path by value"),
    ("a handler that is a task of nothing",
     'Task<void> f(){ co_return; } void g(App& a){ a.get<f>("/"); }',
     "a handler must return a Response, Html, std::string, Value, or a Task of one of these"),
    ("a coroutine of another kind that sleeps",
     '#include <costrel/sleep.hpp>\n'
     'struct Other { struct promise_type { Other get_return_object(){ return {}; } '
     'std::suspend_never initial_suspend(){ return {}; } '
     'std::suspend_never final_suspend() noexcept { return {}; } '
     'void return_void(){} void unhandled_exception(){} }; };\n'
     'Other f(){ co_await sleep_for(std::chrono::seconds(1)); }',
     r"await_suspend|TaskPromise"),
    ("url_for() with too few arguments",
     "Response f(int){return 200;} std::string g(Request& r){ return r.url_for<f>(); }",
     "url_for: the number of arguments differs from the route's variables"),
    ("url_for() with an argument of another type",
     'Response f(int){return 200;} std::string g(Request& r){ return r.url_for<f>("x"); }',
     "url_for: an argument's type differs from the handler's parameter"),
    ("a place in the session that is kept",
     'void g(Session& s){ auto r = s["x"]; r = 1; }',
     "works only as a temporary"),
    ("a place in the session as a condition",
     'void g(Session& s){ if (s["x"]) {} }',
     DELETED),
    ("a change of a const session",
     'void g(const Session& s){ s["x"] = 1; }',
     r"const (costrel::(v1::)?)?Value.*(discards qualifiers|not marked const)"),
    ("a session value of a type that it cannot hold",
     'void g(const Session& s){ s.get<App>("x"); }',
     r"costrel: get<T>: T must be bool, an integer"),
    ("a typed key with a value of another type",
     'constexpr SessionKey<std::int64_t> k{"n"}; '
     'void g(Session& s){ s.set(k, std::string("x")); }',
     r"no matching (member )?function for call to|no matching function"),
    ("a pointer as a value of the session",
     'void g(Session& s, int* p){ s["x"] = p; }',
     "costrel: a session cannot hold this type"),
    ("a copy of a request",
     "void g(Request& r){ Request q = r; }",
     DELETED),
    ("a reference kept in g",
     "void f(Request& r, int& n){ r.g.emplace<int&>(n); }",
     r"emplace<T>\(\) takes a plain type"),
    ("a session taken by value",
     'Response f(Session){return 200;} void g(App& a){ a.get<f>("/"); }',
     "handler_takes_the_request_or_session_not_by_reference"),
    ("a session over a cookie header that is gone",
     '#include <costrel/session_exchange.hpp>\n'
     'void g(SessionExchange& e){ e.borrow_cookie_field(std::string("a=b")); }',
     DELETED),
    ("a test client of an application that is gone",
     '#include <costrel/testing.hpp>\n'
     'void g(){ costrel::TestClient client(App{}); client.get("/"); }',
     DELETED),
]


def precompile(folder: pathlib.Path):
    """What every program starts with, compiled once by each compiler."""
    for compiler in COMPILERS:
        header = folder / compiler / "start.hpp"
        header.parent.mkdir()
        header.write_text("#include <costrel/costrel.hpp>\n")
        # Both find what lies beside a header that -include names.
        suffix = ".gch" if compiler == "g++" else ".pch"
        subprocess.run([compiler, "-std=c++20", f"-I{ROOT / 'include'}", "-x", "c++-header", header,
                        "-o", f"{header}{suffix}"], check=True)
        STARTS[compiler] = str(header)


def compile_(compiler: str, program: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [compiler, "-std=c++20", f"-I{ROOT / 'include'}", "-include", STARTS[compiler], "-fsyntax-only",
         "-x", "c++", "-"],
        input=START + program, capture_output=True, text=True, check=False,
        env=os.environ | {"LC_ALL": "C"})


class CompileFail(unittest.TestCase):
    def test_the_right_program_compiles(self):
        for compiler in COMPILERS:
            self.assertEqual(compile_(compiler, RIGHT).stderr, "")


def refused(compiler: str, program: str, message: str):
    def test(self):
        result = RESULTS[compiler, program].result()
        self.assertNotEqual(result.returncode, 0, "it compiles")
        # g++ quotes names in typographic or plain marks, depending on the locale.
        # Of what is deleted they show the line, and on it what to write.
        errors = [line for line in result.stderr.splitlines() if "error" in line or "note" in line or "= delete" in line]
        self.assertTrue(re.search(message, "\n".join(errors)), result.stderr)
    return test


STARTS: dict[str, str] = {}  # by compiler, the header that it has compiled
RESULTS = {}
for what, wrong, message_pattern in WRONG:
    for compiler_name in COMPILERS:
        name = re.sub(r"\W+", "_", f"test_{compiler_name}_refuses_{what}")
        setattr(CompileFail, name, refused(compiler_name, wrong, message_pattern))


if __name__ == "__main__":
    with (tempfile.TemporaryDirectory() as start,
          concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool):
        precompile(pathlib.Path(start))
        for _, wrong, _ in WRONG:
            for compiler_name in COMPILERS:
                RESULTS[compiler_name, wrong] = pool.submit(compile_, compiler_name, wrong)
        tally.main()
