#pragma once

#include <costrel/response.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace costrel::inline v1::http {

// What a scripted source does, and what was seen of it.
struct Script {
    std::string text;
    std::optional<std::uint64_t> size{};
    std::size_t piece = std::string::npos;    // the most that one read gives
    std::size_t waits_at = std::string::npos; // waits once when so many bytes were given
    detail::BodySource::State end = detail::BodySource::State::end; // what comes after the text

    std::size_t given = 0;
    int reads = 0;
    bool destroyed = false;
};

// Gives the text of a script, which outlives it, and ends, waits or fails as it says.
class ScriptedSource : public detail::BodySource {
public:
    explicit ScriptedSource(Script& script) noexcept : script_(script) {}
    ~ScriptedSource() override { script_.destroyed = true; }

    std::optional<std::uint64_t> size() const noexcept override { return script_.size; }
    Piece read(std::span<char> room) noexcept override
    {
        ++script_.reads;
        if (script_.given >= script_.waits_at) {
            script_.waits_at = std::string::npos;
            return {0, State::waiting};
        }
        const std::size_t left = script_.text.size() - script_.given;
        const std::size_t count = std::min({room.size(), left, script_.piece});
        std::memcpy(room.data(), script_.text.data() + script_.given, count);
        script_.given += count;
        return {count, script_.given == script_.text.size() ? script_.end : State::more};
    }

private:
    Script& script_;
};

inline Response streamed(Script& script)
{
    Response response("");
    response.body = Body(std::make_unique<ScriptedSource>(script));
    return response;
}

// The data of a body in chunks, and whether it is whole: "hello" or "hel…".
inline std::string unchunked(std::string_view bytes)
{
    std::string data;
    for (;;) {
        const std::size_t line = bytes.find("\r\n");
        if (line == bytes.npos)
            return data + "…";
        const std::size_t size = std::stoul(std::string(bytes.substr(0, line)), nullptr, 16);
        bytes.remove_prefix(line + 2);
        if (size == 0)
            return bytes == "\r\n" ? data : data + "…";
        if (bytes.size() < size + 2)
            return data + "…";
        data += bytes.substr(0, size);
        bytes.remove_prefix(size + 2);
    }
}

} // namespace costrel::inline v1::http
