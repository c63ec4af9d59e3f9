#include "formats/session_handle.hpp"
#include "session/foreign.hpp"
#include "session/own_entries.hpp"

#include <costrel/session.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view permanent_key = "_permanent";

// An application sets it with each request: what is shared need not be copied to stay as it is.
bool says_permanent(const Dict& values, bool permanent)
{
    const Value* const entry = values.find(permanent_key);
    const bool* const said = entry ? entry->as<bool>() : nullptr;
    return said && *said == permanent;
}

} // namespace

Session::Session() = default;
Session::Session(detail::SessionContent content) noexcept : content_(std::move(content)) {}
Session::Session(detail::SessionOpener& opener) noexcept
{
    content_.opener = &opener; // in place: every request makes one
}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

void Session::open() const
{
    if (content_.lock == detail::SessionLock::finished)
        throw_locked();
    content_.opener->open(content_);
    content_.opener = nullptr; // not before: out of memory, the next use tries again
}

void Session::touch() const
{
    content_.accessed = true;
    if (content_.opener)
        open();
}

void Session::touch_to_change() const
{
    touch();
    if (content_.lock != detail::SessionLock::none)
        throw_locked();
}

Dict& Session::change()
{
    touch_to_change();
    return content_.values.change();
}

void Session::throw_locked() const
{
    switch (content_.lock) {
    case detail::SessionLock::finished:
        throw std::logic_error(
            "costrel: after the first co_yield of a Stream the session can neither be changed nor "
            "used for the first time: the head of the response, with its Set-Cookie and Vary, is "
            "made there");
    case detail::SessionLock::unavailable:
        throw StoreUnavailableError("costrel: the session cannot be changed now: nobody can tell "
                                    "whether it has ended");
    case detail::SessionLock::no_key:
    case detail::SessionLock::none:
        break;
    }
    throw NullSessionError();
}

void Session::finish() noexcept
{
    content_.lock = detail::SessionLock::finished;
}

const Value* Session::look_up(std::string_view key) const
{
    touch();
    return content_.values.read().find(key);
}

void Session::throw_type_error(std::string_view key, const Value& found)
{
    throw SessionTypeError(key, "of the type asked for", found.type_name());
}

Value Session::get(std::string_view key) const
{
    const Value* const found = look_up(key);
    return found ? *found : Value();
}

const Value& Session::operator[](std::string_view key) const&
{
    if (const Value* value = look_up(key))
        return *value;
    throw SessionKeyError(key);
}

bool Session::contains(std::string_view key) const
{
    return look_up(key) != nullptr;
}

std::size_t Session::size() const
{
    touch();
    return content_.values.read().size();
}

bool Session::empty() const
{
    return size() == 0;
}

const Dict& Session::items() const
{
    touch();
    return content_.values.read();
}

Dict::const_iterator Session::begin() const
{
    return items().begin();
}

Dict::const_iterator Session::end() const
{
    return items().end();
}

void Session::set(std::string_view key, Value value)
{
    change().set(key, std::move(value));
    content_.modified = true;
}

std::optional<Value> Session::pop(std::string_view key)
{
    std::optional<Value> value = change().pop(key);
    content_.modified |= value.has_value();
    return value;
}

Value Session::pop(std::string_view key, Value fallback)
{
    std::optional<Value> value = pop(key);
    return value ? *std::move(value) : std::move(fallback);
}

std::optional<DictItem> Session::popitem()
{
    std::optional<DictItem> item = change().popitem();
    content_.modified |= item.has_value();
    return item;
}

bool Session::erase(std::string_view key)
{
    const bool erased = change().erase(key);
    content_.modified |= erased;
    return erased;
}

const Value& Session::setdefault(std::string_view key, Value value)
{
    Dict& data = change();
    if (const Value* present = data.find(key))
        return *present;
    Value& added = data.setdefault(key, std::move(value));
    content_.modified = true;
    return added;
}

void Session::update(const Dict& entries)
{
    change().update(entries);
    content_.modified = true;
}

void Session::clear()
{
    change().clear();
    content_.cleared = content_.modified = true;
}

const List& Session::take_flashes(std::string_view key)
{
    touch();
    if (!content_.flashes_taken) {
        content_.flashes_taken = true;
        if (content_.foreign) {
            if (!content_.values.read().empty())
                content_.flashes = content_.foreign->entries().take_flashes(change());
            content_.modified |= !content_.flashes.empty();
        } else if (const Value* present = look_up(key)) {
            if (!present->as<List>())
                throw SessionTypeError(key, "a list", present->type_name());
            content_.flashes = std::move(*pop(key)->as<List>());
        }
    }
    return content_.flashes;
}

bool Session::permanent() const
{
    const Value* value = look_up(permanent_key);
    if (content_.foreign)
        return content_.foreign->entries().is_permanent(content_.values.read());
    return value && value->truth();
}

void Session::set_permanent(bool permanent)
{
    touch_to_change();
    if (content_.foreign) {
        if (!content_.foreign->entries().set_permanent(content_.values.change(), permanent))
            session::throw_no_place(*content_.foreign, "set_permanent()");
    } else if (!says_permanent(content_.values.read(), permanent)) {
        content_.values.change().set(permanent_key, permanent);
    }
    content_.modified = true;
}

bool Session::modified() const
{
    touch();
    return content_.modified;
}

void Session::set_modified(bool modified)
{
    touch();
    content_.modified = modified;
}

std::int64_t Session::add(std::string_view key, std::int64_t delta)
{
    Dict& values = change();
    std::int64_t sum = delta;
    if (const Value* present = values.find(key)) {
        const auto* number = present->as<std::int64_t>();
        if (!number)
            throw SessionTypeError(key, "a whole number", present->type_name());
        if (__builtin_add_overflow(*number, delta, &sum))
            throw std::overflow_error("costrel: session.add(): the sum does not fit 64 bits");
    }
    content_.counters.emplace_back(key);
    values.set(key, sum);
    content_.modified = true;
    return sum;
}

SessionOrigin Session::origin() const
{
    touch();
    return content_.origin;
}

std::optional<std::size_t> Session::key_index() const
{
    touch();
    if (content_.origin != SessionOrigin::opened)
        return std::nullopt;
    return content_.key_index;
}

std::optional<std::chrono::sys_seconds> Session::created() const
{
    touch();
    return content_.created;
}

std::optional<std::chrono::sys_seconds> Session::expires() const
{
    touch();
    return content_.expires;
}

std::optional<std::string> Session::handle() const
{
    touch();
    const bool is_left =
        content_.regenerated || content_.cleared; // the next one is made at the end
    const auto handle =
        content_.handle ? content_.handle : formats::handle_of_values(content_.values.read());
    if (content_.origin != SessionOrigin::opened || !handle || (content_.handle && is_left))
        return std::nullopt;
    return formats::handle_text(*handle);
}

} // namespace costrel::inline v1
