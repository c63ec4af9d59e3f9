#include <costrel/session_observer.hpp>

namespace costrel::inline v1 {

void SessionObserver::opened(SessionOrigin, std::size_t) noexcept {}
void SessionObserver::too_large(std::string_view) noexcept {}
void SessionObserver::keys_failed(std::string_view) noexcept {}
void SessionObserver::keys_warned(std::string_view) noexcept {}
void SessionObserver::revocations_failed(std::string_view) noexcept {}
void SessionObserver::store_failed(std::string_view) noexcept {}
void SessionObserver::login_stolen(std::string_view) noexcept {}
void SessionObserver::id_reused() noexcept {}

} // namespace costrel::inline v1
