#pragma once

#include <costrel/web/router.hpp>

#include <cstddef>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

struct CompressOptions {
    std::size_t min_size = 500; ///< bytes; shorter bodies are sent as they are
    int level = 4;              ///< zlib's: from 1, quick, to 9, small
    /// Responses of more than 32 KiB are compressed while they are sent, and each holds about 300
    /// KiB meanwhile. At most this many at once; further ones are sent as they are.
    std::size_t max_streams = 100;
};

/// Compresses the responses of the router with gzip for the clients that accept it
/// (Accept-Encoding, RFC 9110 section 12.5.3): those whose content is text, JSON, JavaScript, XML,
/// SVG, YAML, SQL or WebAssembly. Responses with Content-Encoding, or Cache-Control: no-transform,
/// stay as they are, and so does partial content (206). Caches are told what could be compressed
/// (Vary: Accept-Encoding), and an ETag becomes weak.
///
/// Call it before after_request(): it has to see the response when all others have.
///
///     App app({.secret_key = "…"});
///     compress(app);
///
/// The size of a compressed page says something about its content. A page that holds a secret, and
/// also text that somebody else chose, can give the secret away (BREACH): csrf_field() is masked
/// against that; for other secrets send Cache-Control: no-transform.
///
/// Throws std::invalid_argument when the level is not from 1 to 9.
void compress(Router& router, CompressOptions options = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
