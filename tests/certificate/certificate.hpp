#pragma once

#include <filesystem>
#include <string>

namespace costrel::inline v1::certificate {

// A folder with a certificate that signs itself and its key, made for one test and gone after it.
class Certificate {
public:
    // For that name; valid for so many days from yesterday on.
    explicit Certificate(const std::string& name = "localhost", int days = 2);
    ~Certificate();
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    const std::filesystem::path& folder() const noexcept { return folder_; }
    std::string cert() const { return folder_ / "cert.pem"; }
    std::string key() const { return folder_ / "key.pem"; }
    std::string encrypted_key() const { return folder_ / "encrypted.pem"; } // password "secret"
    std::string both() const { return folder_ / "both.pem"; }

    // Puts the files of another one in the place of this one's.
    void replace_by(const Certificate& other) const;

private:
    std::filesystem::path folder_;
};

} // namespace costrel::inline v1::certificate
