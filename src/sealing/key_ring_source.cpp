#include <costrel/sealing/key_ring_source.hpp>

#include <utility>

namespace costrel::inline v1 {

namespace {

class CalledSource final : public KeyRingSource {
public:
    explicit CalledSource(std::function<KeyRing()> load) : load_(std::move(load)) {}
    KeyRing load() override { return load_(); }

private:
    std::function<KeyRing()> load_;
};

} // namespace

std::shared_ptr<KeyRingSource> key_ring_source(std::function<KeyRing()> load)
{
    return std::make_shared<CalledSource>(std::move(load));
}

} // namespace costrel::inline v1
