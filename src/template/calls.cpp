#include "template/evaluator.hpp"
#include "template/filters.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

// Calls, filters and tests of an expression, with their arguments.
namespace costrel::inline v1::templates {

Arguments Evaluator::arguments_of(Words& words, Frame& frame)
{
    Arguments arguments;
    const Word positional = words.next();
    arguments.positional.reserve(positional);
    for (Word i = 0; i < positional; ++i)
        arguments.positional.push_back(evaluate(words.next(), frame));
    const Word named = words.next();
    Words of_named = words;
    for (Word i = 0; i < named; ++i) {
        words.next_text();
        words.next();
    }
    // Python evaluates what is behind * before the arguments that have names.
    if (const Word node = words.next(); node != 0) {
        for (Var& value : all_of(evaluate(node, frame)))
            arguments.positional.push_back(std::move(value));
    }
    for (Word i = 0; i < named; ++i) {
        const std::string_view name = program_.text(of_named.next_text());
        arguments.named.emplace_back(name, evaluate(of_named.next(), frame));
    }
    if (const Word node = words.next(); node != 0) {
        const Var dict = as_dict(evaluate(node, frame));
        require_defined(dict);
        if (!dict.is_dict())
            fail_type("argument after ** must be a mapping, not " + std::string(type_name(dict)));
        for (std::size_t i = 0; i < dict_size(dict); ++i) {
            const Var key = dict_key(dict, i);
            if (!key.is_text())
                fail_type("keywords must be strings");
            if (arguments.find(key.view()))
                fail_type("got multiple values for keyword argument " + repr(key));
            // The name must outlive the call, and the dict may not.
            arguments.named.emplace_back(kept_text(key.view()), dict_value(dict, i));
        }
    }
    return arguments;
}

std::string_view Evaluator::kept_text(std::string_view text)
{
    return *texts_.emplace(text).first;
}

Var Evaluator::filter_value(const Word* node, Frame& frame)
{
    Words words(node);
    const Word number = words.next();
    const Word value_node = words.next();
    const Var value = value_node != 0 ? evaluate(value_node, frame)
                      : captured_     ? *captured_
                                      : Var::lent_text("");
    const Arguments arguments = arguments_of(words, frame);
    frame.line = node[1];
    if (number >= program_.filters().size())
        fail_value("no such filter");
    const Program::NamedFilter& filter = program_.filters()[number];
    return filter.own ? apply(*filter.own, *this, value, arguments)
                      : call_filter(filter.name, value, arguments);
}

bool Evaluator::test_value(const Word* node, Frame& frame)
{
    Words words(node);
    const Word number = words.next();
    const Var value = evaluate(words.next(), frame);
    const Arguments arguments = arguments_of(words, frame);
    frame.line = node[1];
    if (number >= program_.tests().size())
        fail_value("no such test");
    const Program::NamedTest& test = program_.tests()[number];
    return test.own ? apply(*test.own, *this, value, arguments)
                    : call_test(test.name, value, arguments);
}

Var Evaluator::call_value(const Word* node, Frame& frame, const Var* caller)
{
    Words words(node);
    const Word callee = words.next();
    const Word* of_callee = program_.at(callee);
    Var self;
    const Method* method = nullptr;
    Var function;
    if (kind_of(of_callee) == NodeKind::attribute) { // a method is called without being made
        self = evaluate(of_callee[2], frame);
        const std::string_view name = program_.text(of_callee + 3);
        method = find_method(self, name);
        if (!method)
            function = attribute_of(self, name);
    } else {
        function = evaluate(callee, frame);
    }
    Arguments arguments = arguments_of(words, frame);
    if (caller)
        arguments.named.emplace_back("caller", *caller);
    frame.line = node[1];
    return method ? call_method(*method, self, arguments) : call(function, arguments);
}

} // namespace costrel::inline v1::templates
