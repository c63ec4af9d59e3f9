#include <costrel/detail/constant_array.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <link.h>
#include <stdexcept>

namespace costrel::inline v1::detail {

namespace {

struct Segment {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;

    bool has(std::uintptr_t address) const noexcept { return address - begin < end - begin; }
};

// Calls `visit` with each segment of an object that is mapped without leave to write, until it
// says true; whether it did.
template <class Visit>
bool any_constant_segment(const dl_phdr_info& object, Visit visit)
{
    for (std::size_t i = 0; i < object.dlpi_phnum; ++i) {
        const auto& header = object.dlpi_phdr[i];
        if (header.p_type != PT_LOAD || (header.p_flags & PF_W) != 0)
            continue;
        const std::uintptr_t begin = object.dlpi_addr + header.p_vaddr;
        if (visit(Segment{begin, begin + header.p_memsz}))
            return true;
    }
    return false;
}

// The segments of the program itself, which are there as long as it runs. Neighbours count as one,
// so that usually one comparison is enough; what has no room here is looked for each time.
class ProgramSegments {
public:
    ProgramSegments() noexcept
    {
        dl_iterate_phdr(
            [](dl_phdr_info* object, std::size_t, void* self) {
                any_constant_segment(*object, [&](const Segment& segment) {
                    return !static_cast<ProgramSegments*>(self)->add(segment);
                });
                return 1; // the first object is the program
            },
            this);
    }

    bool have(std::uintptr_t address) const noexcept
    {
        return std::any_of(segments_.begin(), segments_.end(),
                           [&](const Segment& segment) { return segment.has(address); });
    }

private:
    // Whether there was room for it.
    bool add(const Segment& segment) noexcept
    {
        constexpr std::uintptr_t smallest_page = 4096; // so nothing else is mapped in between
        if (count_ > 0 && segment.begin - segments_[count_ - 1].end < smallest_page) {
            segments_[count_ - 1].end = segment.end;
            return true;
        }
        if (count_ == segments_.size())
            return false;
        segments_[count_++] = segment;
        return true;
    }

    std::array<Segment, 4> segments_{};
    std::size_t count_ = 0;
};

} // namespace

bool is_constant(const char* array) noexcept
{
    static const ProgramSegments program;
    auto address = reinterpret_cast<std::uintptr_t>(array);
    if (program.have(address))
        return true;
    // Nothing is remembered of shared objects: where one was, something else can be later.
    return dl_iterate_phdr(
               [](dl_phdr_info* object, std::size_t, void* wanted) -> int {
                   return any_constant_segment(*object, [&](const Segment& segment) {
                       return segment.has(*static_cast<const std::uintptr_t*>(wanted));
                   });
               },
               &address) != 0;
}

void require_constant(const char* array, const char* sentence)
{
    if (!is_constant(array))
        throw std::invalid_argument(sentence);
}

} // namespace costrel::inline v1::detail
