#include <costrel/value.hpp>

#include <charconv>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

// Of a number that is not zero. JSON has none, and equal numbers have equal digits.
void drop_leading_zeros(std::string& digits)
{
    const std::size_t start = digits.starts_with('-') ? 1 : 0;
    digits.erase(start, digits.find_first_not_of('0', start) - start);
}

} // namespace

bool operator==(const Tuple& left, const Tuple& right)
{
    return left.items == right.items;
}

Value::Value() noexcept = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value::Value(Storage storage) noexcept : storage_(std::move(storage)) {}
Value::Value(std::string_view text) : storage_(std::in_place_type<std::string>, text) {}
Value::Value(std::string text) : storage_(std::move(text)) {}
Value::Value(Html markup) : storage_(std::move(markup)) {}
Value::Value(Bytes bytes) : storage_(std::move(bytes)) {}
Value::Value(Uuid uuid) : storage_(uuid) {}
Value::Value(DateTime moment) : storage_(moment) {}
Value::Value(List list) : storage_(std::move(list)) {}
Value::Value(Tuple tuple) : storage_(std::move(tuple)) {}
Value::Value(Dict dict) : storage_(std::move(dict)) {}

Value::Value(BigInteger integer)
{
    std::string& digits = integer.digits;
    std::int64_t small = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), small);
    if (stop != digits.data() + digits.size() || error == std::errc::invalid_argument)
        throw std::invalid_argument("costrel: a BigInteger must consist of decimal digits, with a "
                                    "'-' in front when it is negative");
    if (error == std::errc()) {
        storage_ = small;
        return;
    }
    drop_leading_zeros(digits);
    storage_ = std::move(integer);
}

Value Value::from_int64(std::int64_t integer) noexcept
{
    return Value(Storage(integer));
}

Value Value::from_uint64(std::uint64_t integer)
{
    return Value(BigInteger{std::to_string(integer)});
}

bool Value::truth() const noexcept
{
    struct Truth {
        bool operator()(std::monostate) const { return false; }
        bool operator()(bool boolean) const { return boolean; }
        bool operator()(std::int64_t integer) const { return integer != 0; }
        bool operator()(double number) const { return number != 0; } // NaN is true
        bool operator()(const std::string& text) const { return !text.empty(); }
        bool operator()(const BigInteger&) const { return true; } // zero fits an int64
        bool operator()(const Bytes& bytes) const { return !bytes.data.empty(); }
        bool operator()(const Html& markup) const { return !markup.str().empty(); }
        bool operator()(const Uuid&) const { return true; }
        bool operator()(const DateTime&) const { return true; }
        bool operator()(const List& list) const { return !list.empty(); }
        bool operator()(const Tuple& tuple) const { return !tuple.items.empty(); }
        bool operator()(const Dict& dict) const { return !dict.empty(); }
    };
    return visit(Truth{});
}

std::string_view Value::type_name() const noexcept
{
    // In the order of Storage.
    static constexpr std::string_view names[] = {"NoneType", "bool",  "int",    "float", "str",
                                                 "int",      "bytes", "Markup", "UUID",  "datetime",
                                                 "list",     "tuple", "dict"};
    static_assert(std::size(names) == std::variant_size_v<Storage>);
    return names[storage_.index()];
}

bool Value::operator==(const Value& other) const
{
    return storage_ == other.storage_;
}

} // namespace costrel::inline v1
