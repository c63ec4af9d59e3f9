#include "stores/sqlite/rows.hpp"

namespace costrel::inline v1::stores {

Write::Reply Rows::run(const Write& write)
{
    using Kind = session::StoreCall::Kind;
    const session::StoreCall& call = write.call;
    if (write.counted_at)
        return count(*write.counted_at);
    if (write.limit != 0)
        return collect(write.limit);
    switch (call.kind) {
    case Kind::load:
        return load(call.key);
    case Kind::insert:
        return insert(call.key, call.record);
    case Kind::replace:
        return replace(call.key, call.expected, call.record);
    case Kind::touch:
        return touch(call.key, call.renewed, call.record.expires);
    case Kind::erase:
        return erase(call.key);
    case Kind::none:
        break;
    }
    return StoreError{};
}

} // namespace costrel::inline v1::stores
