#include "app/cache_control.hpp"

#include "http/grammar.hpp"
#include "session/cache_fields.hpp"

#include <string>
#include <string_view>

namespace costrel {

void keep_from_shared_caches(Headers& headers)
{
    std::string directives;
    for (const Header& header : headers) {
        if (!http::equal_ignoring_case(header.name, "cache-control"))
            continue;
        directives.append(directives.empty() ? "" : ",").append(header.value.view());
    }
    headers.set("Cache-Control", session::not_shared(directives));
}

} // namespace costrel
