#pragma once

#include <costrel/detail/pimpl.hpp>

#include <memory>

// The members of Pimpl, for the one source file that knows T. That file ends with
//     template class costrel::detail::Pimpl<T>;
namespace costrel::inline v1::detail {

template <class T>
template <class... A>
Pimpl<T>::Pimpl(std::in_place_t, A&&... arguments)
    : object_(std::make_unique<T>(std::forward<A>(arguments)...).release())
{
}

template <class T>
Pimpl<T>::~Pimpl()
{
    const std::unique_ptr<T> owner(object_);
}

} // namespace costrel::inline v1::detail
