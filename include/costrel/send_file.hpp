#pragma once

#include <costrel/web/send_file.hpp>
