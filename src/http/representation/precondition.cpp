#include "http/representation/precondition.hpp"

#include "http/grammar.hpp"

#include <costrel/http_date.hpp>

namespace costrel::inline v1::http {

namespace {

std::optional<std::chrono::sys_seconds> date_of(std::optional<std::string_view> field)
{
    const auto date = field ? parse_date(*field) : std::nullopt;
    return date ? std::optional(date->time) : std::nullopt;
}

bool matches(std::string_view list, const Validators& validators, TagComparison comparison)
{
    return validators.etag ? has_tag(list, *validators.etag, comparison) : trim(list) == "*";
}

bool modified_after(const Validators& validators, std::chrono::sys_seconds date)
{
    return *validators.last_modified > date;
}

} // namespace

Precondition evaluate(const Conditions& conditions, const Validators& validators, bool safe)
{
    if (conditions.if_match) {
        if (!matches(*conditions.if_match, validators, TagComparison::strong))
            return Precondition::failed;
    } else if (validators.last_modified) {
        const auto date = date_of(conditions.if_unmodified_since);
        if (date && modified_after(validators, *date))
            return Precondition::failed;
    }
    if (conditions.if_none_match) {
        if (matches(*conditions.if_none_match, validators, TagComparison::weak))
            return safe ? Precondition::not_modified : Precondition::failed;
    } else if (safe && validators.last_modified) {
        const auto date = date_of(conditions.if_modified_since);
        if (date && !modified_after(validators, *date))
            return Precondition::not_modified;
    }
    return Precondition::holds;
}

bool range_applies(const Conditions& conditions, const Validators& validators,
                   std::chrono::sys_seconds now)
{
    if (!conditions.if_range)
        return true;
    if (const auto tag = parse_entity_tag(*conditions.if_range))
        return validators.etag && equal(*tag, *validators.etag, TagComparison::strong);
    const auto date = date_of(conditions.if_range);
    return date && validators.last_modified == *date && now - *date >= std::chrono::seconds(1);
}

} // namespace costrel::inline v1::http
