#include "template/failure.hpp"

namespace costrel::inline v1::templates {

void fail_type(std::string message)
{
    throw Failure{TemplateError::Kind::type, std::move(message)};
}

void fail_value(std::string message)
{
    throw Failure{TemplateError::Kind::value, std::move(message)};
}

void fail_limit(std::string message)
{
    throw Failure{TemplateError::Kind::limit, std::move(message)};
}

void fail_range()
{
    fail_limit("integer out of range in a template");
}

void fail_not_found(std::string message)
{
    throw Failure{TemplateError::Kind::not_found, std::move(message)};
}

void fail_undefined(const Var& value)
{
    std::string message(value.view());
    if (!value.has_message)
        message = "'" + message + "' is undefined";
    throw Failure{TemplateError::Kind::undefined, std::move(message)};
}

int& Nesting::depth() noexcept
{
    static thread_local int depth = 0;
    return depth;
}

} // namespace costrel::inline v1::templates
