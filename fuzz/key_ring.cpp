// The text of a key file: whatever it is, it is a ring or a ConfigError that quotes nothing of it.
#include "fuzz/input.hpp"
#include "sealing/key_windows.hpp"
#include "session/ended_line.hpp"

#include <costrel/config_error.hpp>
#include <costrel/sealing/key_ring.hpp>

#include <string>

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const KeyRing ring = KeyRing::parse(text);
        const sealing::KeyWindows windows(ring, std::chrono::seconds(60));
        const std::chrono::sys_seconds now(std::chrono::seconds(1'800'000'000));
        const auto order = windows.order(now);
        for (std::size_t i = 0; i < order.size(); ++i)
            require(windows.place(order[i], now) == i, "a key has one place");
    } catch (const ConfigError&) {
    }
    // Lines of ended sessions are read from files and feeds.
    if (const auto line = session::EndedLine::read(text);
        line && line->text().size() <= session::EndedLine::longest) {
        const auto again = session::EndedLine::read(line->text());
        require(again && again->text() == line->text(), "a line has one spelling");
    }
    return 0;
}
