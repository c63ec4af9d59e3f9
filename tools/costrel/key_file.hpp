#pragma once

#include <costrel/sealing/key_ring.hpp>
#include <costrel/value.hpp>

#include <string>

namespace costrel::inline v1::command {

// A key file while it is changed: nobody else's change comes between reading and writing it. Who
// reads it meanwhile sees the old file or the new one, never half of one.
class LockedKeyFile {
public:
    // Waits for its turn. A file that does not exist is empty. Throws ConfigError when it cannot be
    // read or is no key file.
    explicit LockedKeyFile(std::string path);
    LockedKeyFile(const LockedKeyFile&) = delete;
    LockedKeyFile& operator=(const LockedKeyFile&) = delete;
    ~LockedKeyFile();

    const KeyRing& ring() const noexcept { return ring_; }
    // The document with its comments; keys stand in the order of the ring.
    Dict& document() noexcept { return document_; }
    List& keys();

    // Puts the document in the place of the file. Throws ConfigError, and changes nothing, when it
    // is no good key ring or cannot be written.
    void write();

private:
    std::string path_;
    int lock_ = -1;
    unsigned mode_ = 0600;
    KeyRing ring_;
    Dict document_;
};

} // namespace costrel::inline v1::command
