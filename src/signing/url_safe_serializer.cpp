#include <costrel/signing/url_safe_serializer.hpp>

#include <utility>

namespace costrel::inline v1::signing {

URLSafeSerializer::URLSafeSerializer(const SecretKeys& keys, SerializerOptions options)
    : Serializer(keys, std::move(options), PayloadForm::url_safe)
{
}

URLSafeTimedSerializer::URLSafeTimedSerializer(const SecretKeys& keys, SerializerOptions options)
    : TimedSerializer(keys, std::move(options), PayloadForm::url_safe)
{
}

} // namespace costrel::inline v1::signing
