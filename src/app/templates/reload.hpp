#pragma once

#include "template/program.hpp"

#include <costrel/templates.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace costrel::inline v1 {

// The templates of a folder as they are now, for development: the tool makes them anew when a file
// has changed, one was added or is gone. Several threads may use it at once.
class TemplateReload {
public:
    using Check = std::function<void(const templates::Program&)>;

    // `set` has a folder and a command. `check` throws when the application cannot use a program.
    TemplateReload(const Templates& set, Check check) : set_(set), check_(std::move(check)) {}

    // Throws TemplateError where they cannot be made, or the check says no: again each time, until
    // a file changes. A template with a mistake does not: rendering it does.
    std::shared_ptr<const templates::Program> program();

private:
    void make();

    Templates set_;
    Check check_;
    std::mutex mutex_;
    std::string files_; // as they were, or empty
    std::shared_ptr<const templates::Program> program_;
    std::string problem_;
};

} // namespace costrel::inline v1
