#include "blog.hpp"

#include "layout.hpp"
#include "post.hpp"
#include "user.hpp"

#include <costrel/csrf.hpp>
#include <costrel/flash.hpp>

using namespace costrel;

namespace flaskr::blog {

namespace {

Html show(Request& request, const Post& post)
{
    const User* user = current_user(request);
    Html edit = "";
    if (user && user->id == post.author_id)
        edit = html(R"(<a class="action" href="{}" aria-label="Edit “{}”">Edit</a>)",
                    request.url_for<update>(post.id), post.title);
    return html(R"(<article>
  <header>
    <div>
      <h2>{}</h2>
      <p class="about">by {} on <time datetime="{}Z">{}</time></p>
    </div>
    {}
  </header>
  <p class="text">{}</p>
</article>
)",
                post.title, post.username, post.created, post.created.substr(0, 10), edit,
                post.body);
}

Html post_form(Session& session, std::string_view title, std::string_view body)
{
    return html(R"(<form method="post">
  {}
  <label for="title">Title</label>
  <input name="title" id="title" value="{}" required>
  <label for="body">Body</label>
  <textarea name="body" id="body" rows="10">
{}</textarea>
  <button>Save</button>
</form>
)",
                csrf_field(session), title, body);
}

Html delete_form(Request& request, std::int64_t id)
{
    return html(R"(<details>
  <summary>Delete this post</summary>
  <form method="post" action="{}">
    {}
    <p>It cannot be brought back.</p>
    <button class="danger">Delete</button>
  </form>
</details>)",
                request.url_for<delete_post>(id), csrf_field(request.session()));
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
    Html posts = "";
    for (const Post& post : all_posts(get_db(request)))
        posts += show(request, post);
    if (posts.str().empty())
        posts = "<p class=\"empty\">Nobody has written anything yet.</p>";
    Html action = "";
    if (current_user(request))
        action = html(R"(<a class="action" href="{}">New</a>)", request.url_for<create>());
    return page(request, "Posts", posts, action);
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
    return page(request, "New post",
                post_form(session, request.form.get("title"), request.form.get("body")));
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
    const Html form = post_form(session, request.form.get("title", post.title),
                                request.form.get("body", post.body));
    return page(request, "Edit “" + post.title + "”", form + delete_form(request, id));
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
