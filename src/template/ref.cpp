#include "template/ref.hpp"

namespace costrel::inline v1::templates {

namespace {

thread_local SharedScope* scope = nullptr;

} // namespace

SharedScope::SharedScope() noexcept : outer_(scope)
{
    scope = this;
}

SharedScope::~SharedScope()
{
    scope = outer_;
    while (first_) {
        const Ref<Shared> held(first_);
        held->leave_scope();
        held->let_go();
    }
}

void Shared::enter_scope() noexcept
{
    if (!scope)
        return;
    place_ = &scope->first_;
    next_ = scope->first_;
    if (next_)
        next_->place_ = &next_;
    scope->first_ = this;
}

void Shared::end(Shared* object) noexcept
{
    static thread_local bool is_ending = false;
    static thread_local Shared* waiting = nullptr;
    if (is_ending) {
        object->leave_scope();
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

} // namespace costrel::inline v1::templates
