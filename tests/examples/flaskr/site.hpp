#pragma once

#include "application.hpp"
#include "database.hpp"

#include <costrel/csrf.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <utility>

// An application on a database of its own, with two users and one post: what conftest.py and
// data.sql are in Flask's tutorial.
class Site : public testing::Test {
protected:
    // Without a store sessions live in their cookies.
    explicit Site(costrel::SessionStoreRef session_store = {});
    ~Site() override;

    costrel::TestResponse get(std::string_view path) { return client.get(path); }
    // As a form of one of the site's pages would be sent: with the token.
    costrel::TestResponse post(std::string_view path, costrel::TestFields fields);
    costrel::TestResponse log_in(const std::string& username = "test",
                                 const std::string& password = "test");
    void log_out() { client.get("/auth/logout"); }

private:
    static flaskr::Settings settings(const std::string& database,
                                     const costrel::SessionStoreRef& session_store);

    std::string folder_;

protected:
    flaskr::Database db;
    costrel::App app;
    costrel::TestClient client;
};
