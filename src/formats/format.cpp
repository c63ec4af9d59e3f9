#include "encoding/json_reader.hpp"
#include "formats/session_data.hpp"

#include <costrel/json.hpp>
#include <costrel/session/format.hpp>

#include <atomic>
#include <utility>

namespace costrel::inline v1 {

std::uint64_t SessionFormat::new_cache_number(std::size_t count) noexcept
{
    static std::atomic<std::uint64_t> next = 1;
    return next.fetch_add(count, std::memory_order_relaxed);
}

std::optional<Dict> SessionFormat::read(std::string_view content) const
{
    Value value;
    if (encoding::read_tagged_json(content, json_max_depth, value))
        return std::nullopt;
    return formats::session_data(std::move(value));
}

Result<std::vector<OutCookie>, CannotCarry> SessionFormat::save_again(const SessionToSave& session,
                                                                      std::string_view) const
{
    return save(session);
}

} // namespace costrel::inline v1
