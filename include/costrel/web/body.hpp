#pragma once

#include <costrel/encoding/text.hpp>
#include <costrel/web/detail/body_source.hpp>

#include <concepts>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The body of a response: text, or a source that provides it piece by piece while it is sent (a
/// file, a Stream). With a source the text is empty; assigning text takes the source away.
class Body : public Text {
public:
    using Text::Text;
    Body() = default;
    Body(Text text) : Text(std::move(text)) {}
    /// Takes over what a std::unique_ptr to a detail::BodySource, or to a class derived from it,
    /// owns.
    template <class P>
    requires requires(P& owner)
    {
        {
            owner.release()
            } -> std::convertible_to<detail::BodySource*>;
    }
    explicit Body(P owner) : source_(owner.release()) {}

    /// The source, or nullptr.
    detail::BodySource* source() const noexcept { return source_.get(); }
    detail::BodySourceOwner take_source() noexcept { return std::move(source_); }

private:
    detail::BodySourceOwner source_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
