// Replays vectors that were made by running Flask and its libraries, or the reference of sealed
// sessions, and compares.
//
//     costrel-conformance flask.jsonl
//
// Prints a line a kind, the first failures, and 'N passed, N failed' at the end. Its status is 0
// when nothing failed, 1 when something did, and 2 when the file cannot be read.
#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/json.hpp>

#include <array>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>

namespace conformance {

namespace {

constexpr std::size_t shown_failures = 100;
constexpr std::size_t shown_characters = 600;

Outcome check(const costrel::Dict& vector, Checker checker)
{
    try {
        return checker ? checker(vector) : skipped();
    } catch (const std::exception& error) {
        return {Outcome::Status::failed, "no exception", error.what()};
    }
}

class Report {
public:
    void add(const std::string& kind, const std::string& name, const Outcome& outcome)
    {
        ++counts_[kind][static_cast<std::size_t>(outcome.status)];
        if (outcome.status == Outcome::Status::failed && failures_++ < shown_failures)
            details_ += "FAILED " + name + "\n  want " + outcome.want.substr(0, shown_characters) +
                        "\n  got  " + outcome.got.substr(0, shown_characters) + "\n";
    }

    void print() const
    {
        std::cout << details_;
        Counts total{};
        for (const auto& [kind, counts] : counts_) {
            std::cout << kind << ": " << counts[0] << " passed, " << counts[1] << " failed, "
                      << counts[2] << " skipped\n";
            for (std::size_t i = 0; i < total.size(); ++i)
                total[i] += counts[i];
        }
        std::cout << total[0] << " passed, " << total[1] << " failed";
        if (total[2] != 0)
            std::cout << ", " << total[2] << " skipped";
        std::cout << '\n';
    }

    bool has_failures() const { return failures_ != 0; }

private:
    using Counts = std::array<std::size_t, 3>; // indexed by Outcome::Status

    std::map<std::string, Counts> counts_;
    std::string details_;
    std::size_t failures_ = 0;
};

int run(const char* path)
{
    std::ifstream file(path);
    if (!file) {
        std::cerr << "costrel-conformance: cannot open " << path << '\n';
        return 2;
    }
    Report report;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const auto value = costrel::json_loads(line);
        const auto* vector = value ? value->as<costrel::Dict>() : nullptr;
        if (!vector) {
            std::cerr << "costrel-conformance: line " << number << " of " << path
                      << " is no JSON object: " << (value ? "" : value.error().message) << '\n';
            return 2;
        }
        // Sealed sessions have groups in the place of kinds, and names that say what is tried.
        const bool grouped = vector->contains("group");
        const std::string& kind = text_field(*vector, grouped ? "group" : "kind");
        if (kind == "meta")
            continue;
        // Flows of Flask-Session have steps, and its signatures nothing.
        const costrel::Value* const given =
            vector->find(vector->contains("step") ? "step" : "name");
        std::string name = given ? *given->as<std::string>() : kind;
        if (grouped)
            name = text_field(*vector, "id") + " " + name;
        report.add(kind, name, check(*vector, checker_of(kind)));
    }
    report.print();
    return report.has_failures() ? 1 : 0;
}

} // namespace

} // namespace conformance

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: costrel-conformance FILE\n";
        return 2;
    }
    try {
        return conformance::run(argv[1]);
    } catch (const std::exception& error) {
        std::cerr << "costrel-conformance: " << error.what() << '\n';
        return 2;
    }
}
