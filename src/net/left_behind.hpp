#pragma once

#include <memory>

namespace costrel::inline v1::net {

// Keeps something until the process ends, because somebody who cannot be asked may still use it.
void leave_behind(std::shared_ptr<const void> object);

} // namespace costrel::inline v1::net
