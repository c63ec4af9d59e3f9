#include <costrel/session.hpp>
#include <costrel/session_interface.hpp>

#include <stdexcept>

namespace costrel {

namespace {

constexpr std::string_view permanent_key = "_permanent";

} // namespace

Session::Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Session::Session(const SecureCookieSessionInterface& sessions, std::string_view cookie_header,
                 std::chrono::sys_seconds now) noexcept
    : sessions_(&sessions), cookie_header_(cookie_header), now_(now), opened_(false)
{
}

void Session::throw_sealed()
{
    throw std::logic_error("costrel: after the first co_yield of a Stream the session can neither "
                           "be changed nor used for the first time: the head of the answer, with "
                           "its Set-Cookie and Vary, is made there");
}

void Session::open() const
{
    if (sealed_)
        throw_sealed();
    sessions_->open(*this);
    opened_ = true; // not before: out of memory, the next use tries again
}

void Session::touch() const
{
    accessed_ = true;
    if (!opened_)
        open();
}

Dict& Session::change()
{
    touch();
    if (null_) {
        if (sealed_)
            throw_sealed();
        throw NullSessionError();
    }
    return data_;
}

const Value* Session::look_up(std::string_view key) const
{
    touch();
    return data_.find(key);
}

void Session::throw_type_error(std::string_view key, const Value& found)
{
    throw SessionTypeError(key, "of the type asked for", found.type_name());
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
    return data_.size();
}

bool Session::empty() const
{
    return size() == 0;
}

const Dict& Session::items() const
{
    touch();
    return data_;
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
    modified_ = true;
}

std::optional<Value> Session::pop(std::string_view key)
{
    std::optional<Value> value = change().pop(key);
    modified_ = modified_ || value.has_value();
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
    modified_ = modified_ || item.has_value();
    return item;
}

bool Session::erase(std::string_view key)
{
    const bool erased = change().erase(key);
    modified_ = modified_ || erased;
    return erased;
}

const Value& Session::setdefault(std::string_view key, Value value)
{
    Dict& data = change();
    if (const Value* present = data.find(key))
        return *present;
    Value& added = data.setdefault(key, std::move(value));
    modified_ = true;
    return added;
}

void Session::update(const Dict& entries)
{
    change().update(entries);
    modified_ = true;
}

void Session::clear()
{
    change().clear();
    modified_ = true;
}

const List& Session::take_flashes(std::string_view key)
{
    touch();
    if (!flashes_taken_) {
        flashes_taken_ = true;
        if (const Value* present = data_.find(key)) {
            if (!present->as<List>())
                throw SessionTypeError(key, "a list", present->type_name());
            flashes_ = std::move(*pop(key)->as<List>());
        }
    }
    return flashes_;
}

bool Session::permanent() const
{
    const Value* value = look_up(permanent_key);
    return value && value->truth();
}

void Session::set_permanent(bool permanent)
{
    set(permanent_key, permanent);
}

bool Session::modified() const
{
    touch();
    return modified_;
}

void Session::set_modified(bool modified)
{
    touch();
    modified_ = modified;
}

SessionOrigin Session::origin() const
{
    touch();
    return origin_;
}

std::optional<std::size_t> Session::key_index() const
{
    touch();
    if (origin_ != SessionOrigin::opened)
        return std::nullopt;
    return key_index_;
}

} // namespace costrel
