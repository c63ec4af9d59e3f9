#include "page.hpp"

#include "user.hpp"

#include <costrel/template.hpp>

using namespace costrel;

namespace flaskr {

Html page(Request& request, std::string_view name, Dict context)
{
    Value its_user;
    if (const User* user = current_user(request))
        its_user = Dict{{"id", user->id}, {"username", user->username}};
    context.set("g", Dict{{"user", its_user}});
    return render_template(request, name, context);
}

} // namespace flaskr
