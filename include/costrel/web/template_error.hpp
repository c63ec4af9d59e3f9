#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What stopped the rendering of a template. what() is such as
/// "templates/blog/index.html:14: 'dict object' has no attribute 'titel'".
class TemplateError : public std::runtime_error {
public:
    enum class Kind {
        undefined, ///< something that is not there was used: Jinja's UndefinedError
        type,      ///< an operation that a value does not have: Python's TypeError
        value,     ///< one that this value does not have: ValueError, ZeroDivisionError, …
        not_found, ///< there is no template of that name: TemplateNotFound
        limit,     ///< too much of something, where Python would go on
        syntax,    ///< its tool rejects it: TemplateSyntaxError; where templates are reloaded only
    };

    TemplateError(Kind kind, std::string name, std::uint32_t line, std::string message)
        : std::runtime_error(sentence(name, line, message)), kind_(kind), name_(std::move(name)),
          line_(line), message_(std::move(message))
    {
    }

    Kind kind() const noexcept { return kind_; }
    /// The template that was being rendered, such as "blog/index.html".
    const std::string& name() const noexcept { return name_; }
    /// Its line; 0 when no line was reached yet.
    std::uint32_t line() const noexcept { return line_; }
    /// Jinja's words, without the place.
    const std::string& message() const noexcept { return message_; }

private:
    static std::string sentence(const std::string& name, std::uint32_t line,
                                const std::string& message)
    {
        return line == 0 ? message : name + ":" + std::to_string(line) + ": " + message;
    }

    Kind kind_;
    std::string name_;
    std::uint32_t line_;
    std::string message_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
