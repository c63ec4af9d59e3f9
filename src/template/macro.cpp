#include "template/macro.hpp"

#include "template/python_text.hpp"

namespace costrel::inline v1::templates {

namespace {

// The parameters of a function.
class Parameters {
public:
    explicit Parameters(const Word* function) : words_(function)
    {
        words_.skip(2);
        count_ = words_.next();
    }
    std::size_t count() const noexcept { return count_; }
    const Word* name(std::size_t index) const noexcept { return words_.place() + 4 * index; }
    const Word* variable(std::size_t index) const noexcept { return name(index) + 2; }
    const Word* caller() const noexcept { return words_.place() + 4 * count_; }
    const Word* kwargs() const noexcept { return caller() + 2; }
    const Word* varargs() const noexcept { return caller() + 4; }

private:
    Words words_;
    std::size_t count_ = 0;
};

void put(Frame& frame, const Word* variable, Var value)
{
    if (variable[0] == 0 && variable[1] < frame.slots.size())
        frame.slots[variable[1]] = std::move(value);
}

} // namespace

std::string_view Macro::name() const noexcept
{
    return evaluator_.program().text(node_ + 3);
}

std::string Macro::shown_name() const
{
    return name().empty() ? "None" : templates::repr(name());
}

std::string Macro::repr()
{
    return name().empty() ? "<Macro anonymous>" : "<Macro " + shown_name() + ">";
}

Var Macro::call(Rendering& rendering, const Arguments& arguments)
{
    const bool is_markup = rendering.autoescapes(); // of who calls
    std::string out;
    evaluator_.run_macro(node_[2], frame_, out, [&](Frame& frame) { bind(frame, arguments); });
    return Var::text(std::move(out), is_markup ? Kind::markup : Kind::text);
}

// As Jinja's Macro.__call__().
void Macro::bind(Frame& frame, const Arguments& arguments) const
{
    const Program& program = evaluator_.program();
    const Parameters parameters(program.at(node_[2]));
    const Word how = node_[5];
    const std::size_t by_place = std::min(arguments.positional.size(), parameters.count());
    std::vector<bool> is_used(arguments.named.size());
    const auto take = [&](std::string_view name) {
        for (std::size_t i = 0; i < arguments.named.size(); ++i) {
            if (arguments.named[i].first == name && !is_used[i]) {
                is_used[i] = true;
                return arguments.named[i].second;
            }
        }
        return Var();
    };
    bool has_caller = false;
    for (std::size_t i = 0; i < parameters.count(); ++i) {
        const std::string_view its_name = program.text(parameters.name(i));
        has_caller = has_caller || its_name == "caller";
        put(frame, parameters.variable(i), i < by_place ? arguments.positional[i] : take(its_name));
    }
    if ((how & flags::takes_caller) != 0 && !has_caller) {
        Var caller = take("caller");
        if (caller.is_missing() || caller.is_none())
            caller = Var::undefined_because("No caller defined");
        put(frame, parameters.caller(), std::move(caller));
    }
    const Var rest = Var::dict();
    for (std::size_t i = 0; i < arguments.named.size(); ++i) {
        if (is_used[i])
            continue;
        const auto& [its_name, value] = arguments.named[i];
        if ((how & flags::takes_kwargs) == 0 && take("caller").is_missing() == false)
            fail_type("macro " + shown_name() +
                      " was invoked with two values for the special caller argument. This is "
                      "most likely a bug.");
        if ((how & flags::takes_kwargs) == 0)
            fail_type("macro " + shown_name() + " takes no keyword argument " +
                      templates::repr(its_name));
        rest.as.mapping->set(Var::lent_text(its_name), value);
    }
    if ((how & flags::takes_kwargs) != 0)
        put(frame, parameters.kwargs(), rest);
    if ((how & flags::takes_varargs) != 0)
        put(frame, parameters.varargs(),
            Var::tuple({arguments.positional.begin() + static_cast<std::ptrdiff_t>(by_place),
                        arguments.positional.end()}));
    else if (arguments.positional.size() > parameters.count())
        fail_type("macro " + shown_name() + " takes not more than " +
                  std::to_string(parameters.count()) + " argument(s)");
}

std::optional<Var> Macro::attribute(std::string_view attribute)
{
    if (attribute == "name")
        return name().empty() ? Var::none() : Var::lent_text(name());
    if (attribute == "arguments") {
        const Parameters parameters(evaluator_.program().at(node_[2]));
        std::vector<Var> names;
        for (std::size_t i = 0; i < parameters.count(); ++i)
            names.push_back(Var::lent_text(evaluator_.program().text(parameters.name(i))));
        return Var::tuple(std::move(names));
    }
    if (attribute == "caller")
        return Var::boolean((node_[5] & flags::takes_caller) != 0);
    if (attribute == "catch_kwargs")
        return Var::boolean((node_[5] & flags::takes_kwargs) != 0);
    if (attribute == "catch_varargs")
        return Var::boolean((node_[5] & flags::takes_varargs) != 0);
    return std::nullopt;
}

} // namespace costrel::inline v1::templates
