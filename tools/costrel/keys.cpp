#include "commands.hpp"

#include <fstream>
#include <iterator>

namespace costrel::inline v1::command {

namespace {

std::string read_key(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(file), {}};
    if (!file)
        throw ConfigError("the key file " + path + " cannot be read");
    if (key.ends_with('\n'))
        key.pop_back();
    if (key.ends_with('\r'))
        key.pop_back();
    if (key.empty())
        throw ConfigError("the key file " + path + " is empty");
    return key;
}

} // namespace

std::vector<std::string> read_keys(const std::vector<std::string>& files)
{
    std::vector<std::string> keys;
    for (const std::string& file : files)
        keys.push_back(read_key(file));
    return keys;
}

Config read_config(const std::vector<std::string>& key_files)
{
    Config config = Config::from_env();
    if (key_files.empty())
        return config;
    config.session_keys.clear();
    config.session_keys_file.clear();
    config.session_keys_source = {};
    config.secret_key = read_key(key_files.front());
    config.secret_key_fallbacks.clear(); // which are oldest first
    for (std::size_t i = key_files.size(); i > 1; --i)
        config.secret_key_fallbacks.push_back(read_key(key_files[i - 1]));
    return config;
}

} // namespace costrel::inline v1::command
