#include "template/program.hpp"

#include "template/program_check.hpp"

#include <costrel/config_error.hpp>

#include <cstring>

namespace costrel::inline v1::templates {

namespace {

constexpr std::string_view magic = "costrelT";

Word read_word(std::string_view bytes) noexcept
{
    Word word = 0;
    for (std::size_t i = 4; i-- > 0;)
        word = word << 8 | static_cast<unsigned char>(bytes[i]);
    return word;
}

} // namespace

Program::Program(std::string_view data)
{
    constexpr std::size_t header = 8 + 3 * 4;
    if (data.size() < header || !data.starts_with(magic))
        fail_data("it does not begin as data of templates");
    if (read_word(data.substr(8)) != format_version)
        fail_data("it was written by another version of costrel-templates");
    const std::size_t count = read_word(data.substr(12));
    const std::size_t pool = read_word(data.substr(16));
    if (count > (data.size() - header) / 4 || data.size() - header - count * 4 != pool)
        fail_data("it is cut off");
    words_.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        words_.push_back(read_word(data.substr(header + i * 4)));
    pool_ = data.substr(header + count * 4);
    const Word last = checked_nodes(words_, pool_);
    read_set(at(last));
}

void Program::read_set(const Word* node)
{
    Words words(node);
    folder_ = text(words.next_text());
    for (Word count = words.next(); count > 0; --count) {
        const std::string_view name = text(words.next_text());
        filters_.push_back({name, find_filter(name)});
    }
    for (Word count = words.next(); count > 0; --count) {
        const std::string_view name = text(words.next_text());
        tests_.push_back({name, find_test(name)});
    }
    for (Word count = words.next(); count > 0; --count) {
        Words of_unit(at(words.next()));
        Unit unit{text(of_unit.next_text()), 0, false, {}};
        unit.root = of_unit.next();
        unit.autoescapes = of_unit.next() != 0;
        for (Word blocks = of_unit.next(); blocks > 0; --blocks) {
            const std::string_view name = text(of_unit.next_text());
            unit.blocks.emplace_back(name, of_unit.next());
        }
        const std::string_view name = unit.name;
        if (!units_.emplace(name, std::move(unit)).second)
            fail_data("two templates have one name");
    }
    for (Word count = words.next(); count > 0; --count) {
        Words of_use(at(words.next()));
        UrlUse use{text(of_use.next_text()), 0, {}, {}};
        use.line = of_use.next();
        use.endpoint = text(of_use.next_text());
        for (Word names = of_use.next(); names > 0; --names)
            use.names.push_back(text(of_use.next_text()));
        url_uses_.push_back(std::move(use));
    }
    for (const std::size_t size : {filters_.size(), tests_.size()})
        if (size > 0xffff)
            fail_data("it names too many filters or tests");
}

const Program::Unit* Program::find(std::string_view name) const noexcept
{
    const auto found = units_.find(name);
    return found == units_.end() ? nullptr : &found->second;
}

} // namespace costrel::inline v1::templates
