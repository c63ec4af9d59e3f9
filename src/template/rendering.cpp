#include "template/rendering.hpp"

#include "template/failure.hpp"
#include "template/python_text.hpp"

namespace costrel::inline v1::templates {

Rendering::Nested::Nested(Rendering& rendering) : rendering_(rendering)
{
    if (rendering_.depth_ >= max_depth)
        fail_limit("maximum recursion depth exceeded");
    ++rendering_.depth_;
}

Var Rendering::call(const Var& function, const Arguments& arguments)
{
    require_defined(function);
    if (function.kind != Kind::object || !function.as.object->is_callable())
        fail_type("'" + std::string(type_name(function)) + "' object is not callable");
    const Ref<Shared> kept = function.owner; // the call may put something else in its place
    return function.as.object->call(*this, arguments);
}

} // namespace costrel::inline v1::templates
