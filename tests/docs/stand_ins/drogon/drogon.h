#pragma once

// What docs/patterns/drogon.md uses of Drogon 1.8, declared after its headers, so that the page compiles where Drogon
// is not installed.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

namespace trantor {
class Date {};
} // namespace trantor

namespace drogon {

enum HttpStatusCode { k302Found = 302, k500InternalServerError = 500, k503ServiceUnavailable = 503 };

class Cookie {
public:
    enum class SameSite { kNull, kLax, kStrict, kNone };
    Cookie(const std::string& key, const std::string& value);
    void setHttpOnly(bool only);
    void setSecure(bool secure);
    void setDomain(const std::string& domain);
    void setPath(const std::string& path);
    void setMaxAge(int seconds);
    void setExpiresDate(const trantor::Date& date);
    void setSameSite(SameSite same_site);
    static SameSite convertString2SameSite(const std::string_view& same_site);
};

class HttpRequest {
public:
    const std::unordered_map<std::string, std::string>& cookies() const;
};
using HttpRequestPtr = std::shared_ptr<HttpRequest>;

class HttpResponse {
public:
    static std::shared_ptr<HttpResponse> newHttpResponse();
    const std::string& getHeader(std::string key) const;
    void removeHeader(std::string key);
    void addHeader(std::string field, const std::string& value);
    void addCookie(const Cookie& cookie);
    void setStatusCode(HttpStatusCode code);
    void setBody(const std::string& body);
};
using HttpResponsePtr = std::shared_ptr<HttpResponse>;

class HttpAppFramework {
public:
    template <class Function>
    HttpAppFramework& registerHandler(const std::string&, Function&&)
    {
        static_assert(std::is_invocable_v<Function, const HttpRequestPtr&,
                                          std::function<void(const HttpResponsePtr&)>&&>);
        return *this;
    }
    HttpAppFramework& addListener(const std::string& ip, std::uint16_t port);
    void run();
};
HttpAppFramework& app();

namespace utils {
trantor::Date getHttpDate(const std::string& date);
} // namespace utils

} // namespace drogon
