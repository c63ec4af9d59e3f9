#include "template/attribute_path.hpp"
#include "template/containers.hpp"
#include "template/filters.hpp"
#include "template/python_text.hpp"
#include "template/rendering.hpp"

namespace costrel::inline v1::templates {

namespace {

std::string name_from(const Var& value)
{
    if (!value.is_text())
        fail_type("the name of a filter or test is a text, not " + std::string(type_name(value)));
    return std::string(value.view());
}

// The arguments behind the first `count`.
Arguments without_first(const Arguments& arguments, std::size_t count)
{
    Arguments rest = arguments;
    rest.positional.erase(rest.positional.begin(),
                          rest.positional.begin() + static_cast<std::ptrdiff_t>(count));
    return rest;
}

// Applies what map() was told to.
class Mapper {
public:
    Mapper(Rendering& rendering, const Arguments& arguments)
        : rendering_(&rendering), path_(nullptr)
    {
        const Var* attribute = arguments.find("attribute");
        if (arguments.positional.empty() && attribute) {
            for (const auto& [name, value] : arguments.named)
                if (name != "attribute" && name != "default")
                    fail_type("Unexpected keyword argument '" + std::string(name) + "'");
            path_ = AttributePath(attribute, arguments.find("default"));
            return;
        }
        if (arguments.positional.empty())
            fail_type("map requires a filter argument");
        filter_ = name_from(arguments.positional.front());
        rest_ = without_first(arguments, 1);
    }

    Var operator()(const Var& value) const
    {
        return filter_ ? rendering_->call_filter(*filter_, value, rest_) : path_.of(value);
    }

private:
    Rendering* rendering_;
    AttributePath path_;
    std::optional<std::string> filter_;
    Arguments rest_;
};

Var map_filter(const FilterCall& call)
{
    return generator([value = call.value, rendering = &call.rendering, arguments = call.arguments,
                      mapper = std::optional<Mapper>(),
                      values = std::optional<Iterator>()](Var& out) mutable {
        if (!mapper) {
            if (!truth(value))
                return false;
            mapper.emplace(*rendering, arguments);
            values.emplace(value);
        }
        if (!values->next(out))
            return false;
        out = (*mapper)(out);
        return true;
    });
}

// Whether a value passes the test that select() and its like were told.
class Selector {
public:
    Selector(Rendering& rendering, const Arguments& arguments, bool by_attribute)
        : rendering_(&rendering), path_(nullptr)
    {
        const std::size_t offset = by_attribute ? 1 : 0;
        if (arguments.positional.size() < offset)
            fail_type("Missing parameter for attribute name");
        if (by_attribute)
            path_ = AttributePath(&arguments.positional.front());
        if (arguments.positional.size() == offset)
            return;
        test_ = name_from(arguments.positional[offset]);
        rest_ = without_first(arguments, offset + 1);
    }

    bool operator()(const Var& value) const
    {
        const Var found = path_.of(value);
        return test_ ? rendering_->call_test(*test_, found, rest_) : truth(found);
    }

private:
    Rendering* rendering_;
    AttributePath path_;
    std::optional<std::string> test_;
    Arguments rest_;
};

template <bool by_attribute, bool wanted>
Var select_filter(const FilterCall& call)
{
    return generator([value = call.value, rendering = &call.rendering, arguments = call.arguments,
                      selector = std::optional<Selector>(),
                      values = std::optional<Iterator>()](Var& out) mutable {
        if (!selector) {
            if (!truth(value))
                return false;
            selector.emplace(*rendering, arguments, by_attribute);
            values.emplace(value);
        }
        while (values->next(out))
            if ((*selector)(out) == wanted)
                return true;
        return false;
    });
}

constexpr Filter selecting_filter_rows[] = {
    filter("map", "*", map_filter),
    filter("reject", "*", select_filter<false, false>),
    filter("rejectattr", "*", select_filter<true, false>),
    filter("select", "*", select_filter<false, true>),
    filter("selectattr", "*", select_filter<true, true>),
};

} // namespace

std::span<const Filter> selecting_filters() noexcept
{
    return selecting_filter_rows;
}

} // namespace costrel::inline v1::templates
