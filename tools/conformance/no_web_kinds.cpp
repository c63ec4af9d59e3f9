#include "kinds.hpp"

namespace conformance {

Checker web_checker_of(std::string_view)
{
    return nullptr;
}

} // namespace conformance
