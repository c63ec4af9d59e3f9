#include "flow_operations.hpp"

#include <costrel/errors.hpp>
#include <costrel/flash.hpp>
#include <costrel/tagged_json.hpp>

#include <map>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace conformance {

namespace {

using costrel::Dict;
using costrel::DictItem;
using costrel::List;
using costrel::Session;
using costrel::Tuple;
using costrel::Value;

struct PythonError {
    const char* name;
};

class Arguments {
public:
    explicit Arguments(const List& operation) : operation_(operation) {}

    const Value& operator[](std::size_t index) const { return operation_.at(index + 1); }
    const std::string& text(std::size_t index) const { return *(*this)[index].as<std::string>(); }
    // An argument that is tagged JSON.
    Value value(std::size_t index) const
    {
        return costrel::TaggedJSONSerializer::loads(text(index)).value();
    }
    std::size_t size() const { return operation_.size() - 1; }

private:
    const List& operation_;
};

Value or_key_error(std::optional<Value> value)
{
    if (!value)
        throw PythonError{"KeyError"};
    return *std::move(value);
}

Value append(Session& session, const Arguments& arguments)
{
    // Rule: costrel notices a change inside a list; Flask does not. The mark is taken back, so that
    // what follows can be compared.
    const bool modified = session.modified();
    if (!session.find<List>(arguments.text(0)))
        throw PythonError{"AttributeError"};
    session[arguments.text(0)].append(arguments.value(1));
    if (!session.modified())
        throw std::runtime_error("append() was not noticed");
    session.set_modified(modified);
    return {};
}

Value flashes(Session& session, const Arguments& arguments)
{
    std::vector<std::string_view> filter;
    if (const auto* categories = arguments[1].as<List>())
        for (const Value& category : *categories)
            filter.push_back(*category.as<std::string>());
    List result;
    for (auto& message : costrel::get_flashed_messages(session, filter)) {
        if (arguments[0].truth())
            result.push_back(Tuple{{message.category, std::move(message.message)}});
        else
            result.push_back(std::move(message.message));
    }
    return result;
}

Value update(Session& session, const Arguments& arguments)
{
    session.update(*arguments.value(0).as<Dict>());
    return {};
}

using Operation = Value (*)(Session&, const Arguments&);

const std::map<std::string_view, Operation>& operations()
{
    static const std::map<std::string_view, Operation> table = {
        {"nothing", [](Session&, const Arguments&) { return Value(); }},
        {"get",
         [](Session& s, const Arguments& a) { return s.find<Value>(a.text(0)).value_or(Value()); }},
        {"getitem", [](Session& s, const Arguments& a) { return s.get<Value>(a.text(0)); }},
        {"contains", [](Session& s, const Arguments& a) { return Value(s.contains(a.text(0))); }},
        {"len", [](Session& s, const Arguments&) { return Value(s.size()); }},
        {"bool", [](Session& s, const Arguments&) { return Value(!s.empty()); }},
        {"keys",
         [](Session& s, const Arguments&) {
             List keys;
             for (const DictItem& item : s)
                 keys.emplace_back(item.key);
             return Value(std::move(keys));
         }},
        {"set",
         [](Session& s, const Arguments& a) {
             s[a.text(0)] = a.value(1);
             return Value();
         }},
        {"del",
         [](Session& s, const Arguments& a) {
             if (!s.erase(a.text(0)))
                 throw PythonError{"KeyError"};
             return Value();
         }},
        {"pop", [](Session& s, const Arguments& a) { return or_key_error(s.pop(a.text(0))); }},
        {"pop_default",
         [](Session& s, const Arguments& a) { return s.pop(a.text(0), a.value(1)); }},
        {"popitem",
         [](Session& s, const Arguments&) {
             auto item = s.popitem();
             if (!item)
                 throw PythonError{"KeyError"};
             return Value(Tuple{{item->key, std::move(item->value)}});
         }},
        {"clear",
         [](Session& s, const Arguments&) {
             s.clear();
             return Value();
         }},
        {"update", update},
        {"ior", update},
        {"setdefault",
         [](Session& s, const Arguments& a) { return Value(s.setdefault(a.text(0), a.value(1))); }},
        {"append", append},
        {"get_permanent", // Flask gives the entry itself, costrel its truth
         [](Session& s, const Arguments&) {
             (void)s.permanent();
             return s.find<Value>("_permanent").value_or(Value(false));
         }},
        {"permanent",
         [](Session& s, const Arguments& a) {
             s.set_permanent(a[0].truth());
             return Value();
         }},
        {"get_modified", [](Session& s, const Arguments&) { return Value(s.modified()); }},
        {"modified",
         [](Session& s, const Arguments& a) {
             s.set_modified(a[0].truth());
             return Value();
         }},
        {"accessed",
         [](Session& s, const Arguments& a) {
             s.set_accessed(a[0].truth());
             return Value();
         }},
        {"get_new", // always False in Flask, and not there in costrel; asking is an access
         [](Session& s, const Arguments&) {
             (void)s.origin();
             return Value(false);
         }},
        {"flash",
         [](Session& s, const Arguments& a) {
             costrel::flash(s, a[0], a.size() > 1 ? a.text(1) : "message");
             return Value();
         }},
        {"flashes", flashes},
    };
    return table;
}

Dict raised(const char* name, Value message)
{
    return {{"raise", name}, {"message", std::move(message)}};
}

} // namespace

Dict do_operation(Session& session, const List& operation)
{
    const std::string& name = *operation.at(0).as<std::string>();
    try {
        const Value result = operations().at(name)(session, Arguments(operation));
        return {{"ok", costrel::TaggedJSONSerializer::dumps(result)}};
    } catch (const PythonError& error) {
        return raised(error.name, nullptr);
    } catch (const costrel::SessionKeyError&) {
        return raised("KeyError", nullptr);
    } catch (const costrel::NullSessionError& error) {
        return raised("RuntimeError", error.what());
    }
}

} // namespace conformance
