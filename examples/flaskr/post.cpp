#include "post.hpp"

namespace flaskr {

namespace {

Post read_post(const Statement& row)
{
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

} // namespace

std::vector<Post> all_posts(Database& db)
{
    Statement rows = db.query("SELECT post.id, author_id, created, title, body, username"
                              " FROM post JOIN user ON author_id = user.id"
                              " ORDER BY created DESC, post.id DESC");
    std::vector<Post> posts;
    while (rows.step())
        posts.push_back(read_post(rows));
    return posts;
}

std::optional<Post> find_post(Database& db, std::int64_t id)
{
    Statement rows = db.query("SELECT post.id, author_id, created, title, body, username"
                              " FROM post JOIN user ON author_id = user.id WHERE post.id = ?",
                              id);
    if (!rows.step())
        return std::nullopt;
    return read_post(rows);
}

void add_post(Database& db, std::int64_t author_id, std::string_view title, std::string_view body)
{
    db.execute("INSERT INTO post (author_id, title, body) VALUES (?, ?, ?)", author_id, title,
               body);
}

void change_post(Database& db, std::int64_t id, std::string_view title, std::string_view body)
{
    db.execute("UPDATE post SET title = ?, body = ? WHERE id = ?", title, body, id);
}

void remove_post(Database& db, std::int64_t id)
{
    db.execute("DELETE FROM post WHERE id = ?", id);
}

} // namespace flaskr
