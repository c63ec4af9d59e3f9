#include "blog.hpp"

#include "page.hpp"
#include "post.hpp"
#include "user.hpp"

#include <costrel/flash.hpp>

using namespace costrel;

namespace flaskr::blog {

namespace {

// What templates know of a post.
Dict fields(const Post& post)
{
    return {{"id", post.id},       {"author_id", post.author_id}, {"created", post.created},
            {"title", post.title}, {"body", post.body},           {"username", post.username}};
}

// The post, if it is there (404) and who is logged in wrote it (403).
Post own_post(Request& request, std::int64_t id)
{
    const User& user = login_required(request);
    auto post = find_post(get_db(request), id);
    if (!post)
        abort(404, "Post id " + std::to_string(id) + " doesn't exist.");
    if (post->author_id != user.id)
        abort(403, "This post is another author's.");
    return *std::move(post);
}

} // namespace

Html index(Request& request)
{
    List posts;
    for (const Post& post : all_posts(get_db(request)))
        posts.push_back(fields(post));
    return page(request, "blog/index.html", {{"posts", posts}});
}

Response create(Request& request, Session& session)
{
    const User& user = login_required(request);
    if (request.method == POST) {
        const std::string& title = request.form["title"];
        const std::string& body = request.form["body"];
        if (!title.empty()) {
            add_post(get_db(request), user.id, title, body);
            return redirect(request.url_for<index>());
        }
        flash(session, "Title is required.");
    }
    return page(request, "blog/create.html");
}

Response update(Request& request, Session& session, std::int64_t id)
{
    const Post post = own_post(request, id);
    if (request.method == POST) {
        const std::string& title = request.form["title"];
        const std::string& body = request.form["body"];
        if (!title.empty()) {
            change_post(get_db(request), id, title, body);
            return redirect(request.url_for<index>());
        }
        flash(session, "Title is required.");
    }
    return page(request, "blog/update.html", {{"post", fields(post)}});
}

Response delete_post(Request& request, std::int64_t id)
{
    own_post(request, id);
    remove_post(get_db(request), id);
    return redirect(request.url_for<index>());
}

Blueprint blueprint()
{
    Blueprint blog("blog");
    blog.get<index>("/").blocking();
    blog.route<create>("/create", {GET, POST}).blocking();
    blog.route<update>("/<int:id>/update", {GET, POST}).blocking();
    blog.post<delete_post>("/<int:id>/delete").name("delete").blocking();
    return blog;
}

} // namespace flaskr::blog
