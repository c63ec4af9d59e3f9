#pragma once

#include <cctype>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

// Reads a page in the text format of Prometheus, version 0.0.4, and throws at whatever is not
// exactly as that format wants it: the samples by name and labels as they stand there.
class ExpositionReader {
public:
    std::map<std::string, double> samples;
    std::map<std::string, std::string> types; // by family

    explicit ExpositionReader(std::string_view page)
    {
        require(page.ends_with('\n'), "the last line has no end");
        std::string family;
        bool has_help = false;
        while (!page.empty()) {
            std::string_view line = page.substr(0, page.find('\n'));
            page.remove_prefix(line.size() + 1);
            if (line.starts_with("# HELP ")) {
                line.remove_prefix(7);
                family = take_name(line);
                require(!types.contains(family), "a family comes twice");
                require(line.starts_with(' ') && line.size() > 1, "HELP without a text");
                has_help = true;
            } else if (line.starts_with("# TYPE ")) {
                line.remove_prefix(7);
                require(take_name(line) == family && has_help, "TYPE behind another HELP");
                require(line == " counter" || line == " gauge" || line == " histogram",
                        "an unknown type");
                types[family] = line.substr(1);
                has_help = false;
            } else {
                read_sample(line, family);
            }
        }
    }

    double operator[](const std::string& sample) const
    {
        const auto found = samples.find(sample);
        return found == samples.end() ? -1 : found->second;
    }

private:
    static void require(bool holds, const char* what)
    {
        if (!holds)
            throw std::runtime_error(what);
    }
    static std::string take_name(std::string_view& line)
    {
        std::size_t size = 0;
        while (size < line.size() && (std::isalnum(static_cast<unsigned char>(line[size])) != 0 ||
                                      line[size] == '_' || line[size] == ':'))
            ++size;
        require(size > 0 && std::isdigit(static_cast<unsigned char>(line[0])) == 0, "no name");
        const std::string name(line.substr(0, size));
        line.remove_prefix(size);
        return name;
    }
    void read_sample(std::string_view line, const std::string& family)
    {
        const std::string_view whole = line;
        std::string name = take_name(line);
        require(types.contains(family), "a sample without a TYPE");
        const std::string& type = types[family];
        require(type == "histogram" ? name == family + "_bucket" || name == family + "_sum" ||
                                          name == family + "_count"
                                    : name == family,
                "a sample of another family");
        require(type != "counter" || name.ends_with("_total"), "a counter without _total");
        if (line.starts_with('{'))
            read_labels(line);
        const std::string key(whole.substr(0, whole.size() - line.size()));
        require(line.starts_with(' ') && line.find(' ', 1) == line.npos, "no value");
        std::size_t used = 0;
        const std::string text(line.substr(1));
        const double value = std::stod(text, &used);
        require(used == text.size(), "a value that is no number");
        require(samples.emplace(key, value).second, "a sample comes twice");
    }
    static void read_labels(std::string_view& line)
    {
        std::set<std::string> names;
        do {
            line.remove_prefix(1); // { or ,
            require(names.insert(take_name(line)).second, "a label comes twice");
            require(line.starts_with("=\""), "a label without a value");
            line.remove_prefix(2);
            while (!line.empty() && line[0] != '"') {
                if (line[0] == '\\') {
                    require(line.size() > 1 &&
                                (line[1] == '\\' || line[1] == '"' || line[1] == 'n'),
                            "an unknown escape");
                    line.remove_prefix(1);
                }
                line.remove_prefix(1);
            }
            require(line.starts_with('"'), "a value without an end");
            line.remove_prefix(1);
        } while (line.starts_with(','));
        require(line.starts_with('}'), "labels without an end");
        line.remove_prefix(1);
    }
};

} // namespace costrel::inline v1
