#include "app/templates/reload.hpp"

#include "app/templates/tool.hpp"

#include <costrel/template_error.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <vector>

namespace costrel::inline v1 {

namespace {

constexpr std::chrono::seconds
    longest(30); // for a tool that takes a quarter of one, unless the machine is busy
constexpr std::size_t most = 64 * 1024 * 1024;
constexpr std::size_t longest_problem = 2000;

struct OwnedProgram {
    explicit OwnedProgram(std::string its_data) : data(std::move(its_data)), program(data) {}
    std::string data;
    templates::Program program;
};

// The name, size and time of each file: what editors hide changes all the time.
std::string files_of(const std::filesystem::path& folder)
{
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            files.push_back(
                entry.path().string() + '\0' + std::to_string(entry.file_size()) + '\0' +
                std::to_string(entry.last_write_time().time_since_epoch().count()) + '\0');
    std::sort(files.begin(), files.end());
    std::string all("\0", 1); // not empty, where there is none
    for (const std::string& file : files)
        all += file;
    return all;
}

} // namespace

void TemplateReload::make()
{
    const ToolOutput made = run_tool(set_.command, longest, most);
    if (made.status != 0)
        throw std::runtime_error(made.errors.empty() ? "the tool fails" : made.errors);
    const auto owned = std::make_shared<const OwnedProgram>(made.output);
    check_(owned->program);
    program_ = {owned, &owned->program};
}

std::shared_ptr<const templates::Program> TemplateReload::program()
{
    const std::lock_guard lock(mutex_);
    try {
        if (std::string files = files_of(set_.folder); files != files_) {
            files_ = std::move(files);
            problem_.clear();
            make();
        }
    } catch (const std::bad_alloc&) {
        files_.clear();
        throw;
    } catch (const std::filesystem::filesystem_error& error) {
        files_.clear(); // a file that went while it was looked at: the same ones may be right again
        problem_ = error.what();
    } catch (const std::exception& error) {
        problem_ = std::string(error.what()).substr(0, longest_problem);
    }
    if (!problem_.empty())
        throw TemplateError(TemplateError::Kind::syntax, set_.folder, 0,
                            "the templates in " + std::string(set_.folder) +
                                " cannot be loaded again: " + problem_);
    return program_;
}

} // namespace costrel::inline v1
