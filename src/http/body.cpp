#include <costrel/web/detail/body_source.hpp>

#include <memory>
#include <stdexcept>

namespace costrel::inline v1::detail {

void BodySourceOwner::refuse_copy()
{
    throw std::logic_error(
        "costrel: a response whose body is streamed cannot be copied, for it can "
        "be sent only once; move it");
}

void BodySourceOwner::destroy() noexcept
{
    const std::unique_ptr<BodySource> owner(source_);
}

} // namespace costrel::inline v1::detail
