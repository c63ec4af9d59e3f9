#pragma once

namespace costrel::http {

// Why a request goes no further: the status of the error page that answers it, after which the
// connection closes.
struct Refusal {
    int status;
};

} // namespace costrel::http
