#include "template/lent.hpp"

#include "template/containers.hpp"
#include "template/globals.hpp"
#include "template/python_text.hpp"

#include <costrel/template_fields.hpp>

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>

namespace costrel::inline v1::templates {

namespace {

struct Holder : Shared {
    Holder(detail::Kept its_owner, Ref<Shared> its_parent)
        : owner(std::move(its_owner)), parent(std::move(its_parent))
    {
    }
    detail::Kept owner;
    Ref<Shared> parent; // in which the owner may be
};

std::string name_of(const std::type_info& info)
{
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(info.name(), nullptr, nullptr, &status), std::free);
    const std::string_view whole = name ? name.get() : info.name();
    const std::size_t scope = whole.rfind("::");
    return std::string(scope == whole.npos ? whole : whole.substr(scope + 2));
}

// An object of C++, whose fields are its attributes and its items.
class LentFields : public Object {
public:
    LentFields(const detail::LentObject& lent, Ref<Shared> holder)
        : object_(lent.object), type_(*lent.type), holder_(std::move(holder))
    {
    }

    std::string_view type_name() const override { return "object"; }
    std::string type_in_messages() const override { return name_of(type_.info) + " object"; }
    std::string repr() override { return "<" + type_in_messages() + ">"; }
    bool is_equal(const Object& other) const override
    {
        const auto* const lent = dynamic_cast<const LentFields*>(&other);
        return lent && lent->object_ == object_ && &lent->type_ == &type_;
    }
    std::optional<Var> attribute(std::string_view name) override
    {
        const auto found = std::find(type_.names.begin(), type_.names.end(), name);
        if (found == type_.names.end())
            return std::nullopt;
        return field(static_cast<std::size_t>(found - type_.names.begin()));
    }
    std::optional<Var> item(const Var& key) override
    {
        return key.is_text() ? attribute(key.view()) : std::nullopt;
    }
    std::optional<Var> plain() override
    {
        Var dict = Var::dict();
        for (std::size_t i = 0; i < type_.names.size(); ++i)
            if (!type_.is_method(i))
                dict.as.mapping->set(Var::lent_text(type_.names[i]), field(i));
        return dict;
    }

private:
    Var field(std::size_t index)
    {
        if (!type_.is_method(index))
            return lent(type_.get(object_, index), holder_);
        return function(
            [self = Ref<LentFields>(this), index](Rendering&, const Arguments& arguments) {
                return self->called(index, arguments);
            });
    }

    Var called(std::size_t index, const Arguments& arguments) const
    {
        if (!arguments.named.empty())
            fail_type(std::string(type_.names[index]) + "() takes no keyword arguments");
        List values;
        for (const Var& value : arguments.positional)
            values.push_back(to_value(value));
        try {
            return lent(type_.call(object_, index, values), holder_);
        } catch (const TemplateError& error) {
            if (error.line() != 0)
                throw;
            throw Failure{error.kind(), error.message()};
        }
    }

    const void* object_;
    const detail::TemplateType& type_;
    Ref<Shared> holder_;
};

// A vector or array of C++: Python's list, but that it is never changed.
class LentValues : public Object {
public:
    LentValues(const detail::LentSequence& lent, Ref<Shared> holder)
        : lent_(lent), holder_(std::move(holder))
    {
    }

    std::string_view type_name() const override { return "list"; }
    std::string type_in_messages() const override { return "list object"; }
    std::string repr() override { return templates::repr(*plain()); }
    bool is_true() override { return size() > 0; }
    std::optional<std::size_t> length() override { return size(); }
    bool is_iterable() const override { return true; }
    bool is_sequence() const override { return true; }
    std::optional<Var> item(const Var& key) override
    {
        if (!key.is_whole())
            return std::nullopt;
        const auto count = static_cast<std::int64_t>(size());
        const std::int64_t index = key.whole() < 0 ? key.whole() + count : key.whole();
        if (index < 0 || index >= count)
            return std::nullopt;
        return at(static_cast<std::size_t>(index));
    }
    std::optional<Var> slice(const Var& start, const Var& stop, const Var& step) override
    {
        return slice_of(*plain(), start, stop, step);
    }
    bool next(std::size_t& state, Var& out) override
    {
        if (state >= size())
            return false;
        out = at(state++);
        return true;
    }
    bool has_item(const Var& searched) override
    {
        for (std::size_t i = 0; i < size(); ++i)
            if (equal(at(i), searched))
                return true;
        return false;
    }
    std::optional<Var> plain() override
    {
        std::vector<Var> values;
        values.reserve(size());
        for (std::size_t i = 0; i < size(); ++i)
            values.push_back(at(i));
        return Var::list(std::move(values));
    }

private:
    std::size_t size() const { return lent_.size(lent_.sequence); }
    Var at(std::size_t index) const { return lent(lent_.at(lent_.sequence, index), holder_); }

    detail::LentSequence lent_;
    Ref<Shared> holder_;
};

struct Lending {
    const Ref<Shared>& holder;

    Var operator()(std::monostate) const { return Var::none(); }
    Var operator()(bool value) const { return Var::boolean(value); }
    Var operator()(std::int64_t value) const { return Var::integer(value); }
    Var operator()(double value) const { return Var::real(value); }
    Var operator()(std::string_view text) const { return held(Var::lent_text(text)); }
    Var operator()(const Html* html) const
    {
        return held(Var::lent_text(html->str(), Kind::markup));
    }
    Var operator()(const Value* value) const { return Var::of(*value, holder); }
    Var operator()(const List* list) const { return held(Var::lent_list(*list)); }
    Var operator()(const Dict* dict) const { return held(Var::lent_dict(*dict)); }
    Var operator()(const detail::LentObject& object) const
    {
        return Var::object(make<LentFields>(object, holder));
    }
    Var operator()(const detail::LentSequence& sequence) const
    {
        return Var::object(make<LentValues>(sequence, holder));
    }

    Var held(Var value) const
    {
        value.owner = holder;
        return value;
    }
};

} // namespace

Var lent(const TemplateValue& value, const Ref<Shared>& holder)
{
    if (!value.owner())
        return std::visit(Lending{holder}, value.content());
    return std::visit(Lending{make<Holder>(value.owner(), holder)}, value.content());
}

std::optional<Var> find_in(const TemplateContext& context, std::string_view name)
{
    if (const Value* const found = context.find_in_dict(name))
        return Var::of(*found);
    if (const TemplateValue* const found = context.find(name))
        return lent(*found);
    return std::nullopt;
}

} // namespace costrel::inline v1::templates

namespace costrel::inline v1 {

const TemplateValue* TemplateContext::find(std::string_view name) const noexcept
{
    const auto found = std::find_if(items_.rbegin(), items_.rend(),
                                    [name](const Item& item) { return item.name == name; });
    return found == items_.rend() ? nullptr : &found->value;
}

} // namespace costrel::inline v1
