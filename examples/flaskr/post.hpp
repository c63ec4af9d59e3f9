#pragma once

#include "database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flaskr {

struct Post {
    std::int64_t id;
    std::int64_t author_id;
    std::string created; // "2018-01-01 00:00:00", in UTC
    std::string title;
    std::string body;
    std::string username; // of its author
};

std::vector<Post> all_posts(Database& db); // the newest first
std::optional<Post> find_post(Database& db, std::int64_t id);

void add_post(Database& db, std::int64_t author_id, std::string_view title, std::string_view body);
void change_post(Database& db, std::int64_t id, std::string_view title, std::string_view body);
void remove_post(Database& db, std::int64_t id);

} // namespace flaskr
