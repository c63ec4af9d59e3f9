#pragma once

#include <gtest/gtest.h>

#include <sqlite3.h>
#include <string>

namespace costrel::inline v1 {

// Another program that uses the same file.
class Other {
public:
    explicit Other(const std::string& path) { EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), 0); }
    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;
    ~Other() { sqlite3_close(handle_); }
    void run(const std::string& sql)
    {
        EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), 0)
            << sqlite3_errmsg(handle_);
    }
    std::string text(const std::string& sql) // of the first column of the first row
    {
        std::string found;
        const auto take = [](void* text, int, char** columns, char**) {
            *static_cast<std::string*>(text) = columns[0];
            return 1;
        };
        sqlite3_exec(handle_, sql.c_str(), take, &found, nullptr);
        return found;
    }

private:
    sqlite3* handle_ = nullptr;
};

} // namespace costrel::inline v1
