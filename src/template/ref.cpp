#include "template/ref.hpp"

namespace costrel::templates {

void Shared::end(Shared* object) noexcept
{
    static thread_local bool is_ending = false;
    static thread_local Shared* waiting = nullptr;
    if (is_ending) {
        object->next_ = waiting;
        waiting = object;
        return;
    }
    is_ending = true;
    delete object;
    while (Shared* const next = waiting) {
        waiting = next->next_;
        delete next;
    }
    is_ending = false;
}

} // namespace costrel::templates
