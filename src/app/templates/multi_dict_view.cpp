#include "app/templates/multi_dict_view.hpp"

#include "template/globals.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/signature.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace costrel::inline v1 {

using templates::Arguments;
using templates::Bound;
using templates::Object;
using templates::Rendering;
using templates::Signature;
using templates::Var;

namespace {

class MultiDictView : public Object {
public:
    explicit MultiDictView(MultiDict items) : items_(std::move(items))
    {
        for (const MultiDict::Item& item : items_)
            by_key_.push_back(&item);
        std::stable_sort(by_key_.begin(), by_key_.end(), [](const auto* left, const auto* right) {
            return left->first < right->first;
        });
        std::unique_copy(
            by_key_.begin(), by_key_.end(), std::back_inserter(firsts_),
            [](const auto* left, const auto* right) { return left->first == right->first; });
        std::sort(firsts_.begin(), firsts_.end()); // as they were sent: the items lie in a row
    }

    std::string_view type_name() const override { return "ImmutableMultiDict"; }
    std::string type_in_messages() const override
    {
        return "werkzeug.datastructures.structures.ImmutableMultiDict object";
    }
    bool is_true() override { return !items_.empty(); }
    std::optional<std::size_t> length() override { return firsts_.size(); }
    bool is_iterable() const override { return true; }
    bool is_mapping() const override { return true; }
    std::optional<Var> dict() override { return to_dict(true); }
    std::optional<Var> plain() override { return to_dict(true); }
    std::string repr() override
    {
        return "ImmutableMultiDict(" + templates::repr(items(true)) + ")";
    }
    bool next(std::size_t& state, Var& out) override
    {
        if (state >= firsts_.size())
            return false;
        out = Var::text(firsts_[state++]->first);
        return true;
    }
    bool has_item(const Var& searched) override { return !items_of(searched).empty(); }
    std::optional<Var> item(const Var& key) override
    {
        const auto found = items_of(key);
        return found.empty() ? std::nullopt : std::optional(Var::text(found.front()->second));
    }
    std::optional<Var> attribute(std::string_view name) override
    {
        const templates::Ref<MultiDictView> self(this);
        if (name == "get")
            return templates::function([self](Rendering&, const Arguments& arguments) {
                static constexpr Signature signature = Signature::of("get", "key, default=, type=");
                const Bound bound(signature, arguments);
                return self->item(bound.at(0)).value_or(bound[1] ? bound.at(1) : Var::none());
            });
        if (name == "getlist")
            return templates::function([self](Rendering&, const Arguments& arguments) {
                static constexpr Signature signature = Signature::of("getlist", "key");
                const Bound bound(signature, arguments);
                return bound.at(0).is_text() ? self->values_of(bound.at(0).view()) : Var::list({});
            });
        if (name == "items")
            return templates::function([self](Rendering&, const Arguments& arguments) {
                static constexpr Signature signature = Signature::of("items", "multi=");
                const Bound bound(signature, arguments);
                return self->items(bound[0] && templates::truth(bound.at(0)));
            });
        if (name == "keys" || name == "values" || name == "lists" || name == "listvalues")
            return templates::function(
                [self, name = std::string(name)](Rendering&, const Arguments& arguments) {
                    static constexpr Signature signature = Signature::of("keys", "");
                    const Bound bound(signature, arguments);
                    std::vector<Var> values;
                    for (const MultiDict::Item* first : self->firsts_)
                        values.push_back(self->part_of(*first, name));
                    return Var::list(std::move(values));
                });
        if (name == "to_dict")
            return templates::function([self](Rendering&, const Arguments& arguments) {
                static constexpr Signature signature = Signature::of("to_dict", "flat=");
                const Bound bound(signature, arguments);
                return self->to_dict(!bound[0] || templates::truth(bound.at(0)));
            });
        return std::nullopt;
    }

private:
    static Var pair_of(const MultiDict::Item& item)
    {
        return Var::tuple({Var::text(item.first), Var::text(item.second)});
    }

    Var items(bool all) const
    {
        std::vector<Var> pairs;
        for (const MultiDict::Item* first : firsts_)
            for (const MultiDict::Item* item : items_of(first->first)) {
                pairs.push_back(pair_of(*item));
                if (!all)
                    break;
            }
        return Var::list(std::move(pairs));
    }

    Var values_of(std::string_view key) const
    {
        std::vector<Var> values;
        for (const MultiDict::Item* item : items_of(key))
            values.push_back(Var::text(item->second));
        return Var::list(std::move(values));
    }

    Var part_of(const MultiDict::Item& first, std::string_view name) const
    {
        if (name == "keys")
            return Var::text(first.first);
        if (name == "values")
            return Var::text(first.second);
        const Var values = values_of(first.first);
        return name == "listvalues" ? values : Var::tuple({Var::text(first.first), values});
    }

    Var to_dict(bool flat) const
    {
        Var dict = Var::dict();
        for (const MultiDict::Item* first : firsts_)
            dict.as.mapping->set(Var::text(first->first),
                                 flat ? Var::text(first->second) : values_of(first->first));
        return dict;
    }

    std::span<const MultiDict::Item* const> items_of(const Var& key) const
    {
        if (!key.is_text())
            return {};
        return items_of(key.view());
    }

    std::span<const MultiDict::Item* const> items_of(std::string_view key) const
    {
        struct Order {
            bool operator()(const MultiDict::Item* item, std::string_view name) const
            {
                return item->first < name;
            }
            bool operator()(std::string_view name, const MultiDict::Item* item) const
            {
                return name < item->first;
            }
        };
        const auto [from, to] = std::equal_range(by_key_.begin(), by_key_.end(), key, Order());
        return {from, to};
    }

    MultiDict items_;
    // A peer sends as many as it likes: none of them is searched for one by one.
    std::vector<const MultiDict::Item*> by_key_;
    std::vector<const MultiDict::Item*> firsts_; // of each key
};

} // namespace

Var multi_dict_view(MultiDict items)
{
    return Var::object(templates::make<MultiDictView>(std::move(items)));
}

} // namespace costrel::inline v1
