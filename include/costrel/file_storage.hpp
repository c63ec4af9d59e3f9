#pragma once

#include <costrel/web/file_storage.hpp>
