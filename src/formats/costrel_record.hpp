#pragma once

#include "sealing/key_windows.hpp"

#include <costrel/session/config.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/signing/signer.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace costrel::inline v1::formats {

// costrel's own sessions in a store: a random ID of 256 bits, signed, in the cookie; the record is
// a header of 96 bytes and Flask's tagged JSON, under the SHA-256 of the ID. A reader of the
// store finds no ID that would open a session.
class CostrelRecord final : public RecordFormat {
public:
    CostrelRecord(const KeyRing& ring, const SessionConfig& config);

    CookieId read_id(const CookieField& cookies, std::chrono::sys_seconds now) const override;
    std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte> random,
                                    std::chrono::sys_seconds now) const override;
    std::string new_id(std::span<const std::byte> random) const override;
    StoreKey key(std::string_view id) const override;

    SealedContent open(std::string_view record, std::chrono::sys_seconds now) const override;
    std::optional<Dict> read(std::string_view content) const override;
    Result<std::string, CannotCarry> write(const SessionToSave& session) const override;

    std::vector<std::string> cookie_names() const override;
    std::shared_ptr<const RecordFormat> with_keys(const KeyRing& ring,
                                                  const SessionConfig& config) const override;

private:
    // Why no key of the order signed the text: it may be one that is not to be used.
    SessionOrigin judge_signature(std::string_view text, std::chrono::sys_seconds now) const;

    sealing::KeyWindows windows_;
    std::vector<signing::Signer> signers_; // one for each key of the ring
    std::string name_;
    std::string other_name_;         // of the cookies that sessions were in before; empty: the same
    std::chrono::sys_seconds until_; // and until when
    std::size_t json_depth_;
    std::size_t max_record_;
    std::chrono::seconds clock_skew_;
};

} // namespace costrel::inline v1::formats
