#include <costrel/signing/url_safe_serializer.hpp>

#include <utility>

namespace costrel::signing {

URLSafeSerializer::URLSafeSerializer(const SecretKeys& keys, SerializerOptions options)
    : Serializer(keys, std::move(options), PayloadForm::url_safe)
{
}

URLSafeTimedSerializer::URLSafeTimedSerializer(const SecretKeys& keys, SerializerOptions options)
    : TimedSerializer(keys, std::move(options), PayloadForm::url_safe)
{
}

} // namespace costrel::signing
