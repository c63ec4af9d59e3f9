#include "encoding/wipe.hpp"

#include <costrel/detail/shared_dict.hpp>

#include <atomic>
#include <cstddef>
#include <memory>

namespace costrel::inline v1::detail {

struct SharedDict::Node {
    explicit Node(Dict&& shared) noexcept : dict(std::move(shared)) {}
    ~Node() { encoding::wipe(dict); } // a session may have come encrypted
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    Dict dict;
    std::atomic<std::size_t> readers = 1;
};

const Dict& SharedDict::shared_value() const noexcept
{
    return shared_->dict;
}

void SharedDict::copy()
{
    own_ = shared_->dict;
    is_shared_ = false;
}

void SharedDict::release() noexcept
{
    if (shared_->readers.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        const std::unique_ptr<Node> last(shared_);
    }
}

SharedDict SharedDict::share()
{
    if (!is_shared_) {
        Node* const node = std::make_unique<Node>(std::move(own_)).release();
        if (shared_)
            release();
        shared_ = node;
        is_shared_ = true;
    }
    shared_->readers.fetch_add(1, std::memory_order_relaxed);
    SharedDict other;
    other.shared_ = shared_;
    other.is_shared_ = true;
    return other;
}

} // namespace costrel::inline v1::detail
