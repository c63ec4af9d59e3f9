#pragma once

#include "template/filters.hpp"
#include "template/node.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

using Word = std::uint32_t;
inline constexpr Word nothing = ~Word{0};
inline constexpr Word format_version = 1;

// Templates as the tool has written them, checked: a walk over them meets no node of a wrong
// sort, and none outside.
class Program {
public:
    struct Unit {
        std::string_view name;
        Word root;
        bool autoescapes;
        std::vector<std::pair<std::string_view, Word>> blocks; // and their functions
    };
    struct UrlUse {
        std::string_view unit;
        Word line;
        std::string_view endpoint;
        std::vector<std::string_view> names;
    };

    // `data` outlives the program. Throws ConfigError when it is not what the tool writes.
    explicit Program(std::string_view data);

    const Word* at(Word node) const noexcept { return words_.data() + node; }
    std::string_view text(const Word* place) const noexcept
    {
        return {pool_.data() + place[0], place[1]}; // which was checked
    }
    const Unit* find(std::string_view name) const noexcept;

    std::string_view folder() const noexcept { return folder_; }
    const std::map<std::string_view, Unit>& units() const noexcept { return units_; }
    const std::vector<UrlUse>& url_uses() const noexcept { return url_uses_; }
    // Those that templates name; nullptr: it is the application's.
    struct NamedFilter {
        std::string_view name;
        const Filter* own;
    };
    struct NamedTest {
        std::string_view name;
        const Test* own;
    };
    const std::vector<NamedFilter>& filters() const noexcept { return filters_; }
    const std::vector<NamedTest>& tests() const noexcept { return tests_; }

private:
    void read_set(const Word* node);

    std::vector<Word> words_;
    std::string_view pool_;
    std::string_view folder_;
    std::map<std::string_view, Unit> units_;
    std::vector<UrlUse> url_uses_;
    std::vector<NamedFilter> filters_;
    std::vector<NamedTest> tests_;
};

inline NodeKind kind_of(const Word* node) noexcept
{
    return static_cast<NodeKind>(node[0] & 0xff);
}

// Goes through the words of a node behind the first two.
class Words {
public:
    explicit Words(const Word* node) noexcept : at_(node + 2) {}

    Word next() noexcept { return *at_++; }
    const Word* next_text() noexcept { return std::exchange(at_, at_ + 2); }
    const Word* place() const noexcept { return at_; }
    void skip(std::size_t count) noexcept { at_ += count; }

private:
    const Word* at_;
};

} // namespace costrel::inline v1::templates
