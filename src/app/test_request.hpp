#pragma once

#include <costrel/testing.hpp>

#include <string>

namespace costrel::inline v1 {

// The body of a request of a test.
struct TestBody {
    std::string content_type; // empty: the request's headers have it
    std::string content;
};

// Its files and its form in parts, its form alone urlencoded, or what it says itself.
TestBody body_of(const TestRequest& request);

} // namespace costrel::inline v1
