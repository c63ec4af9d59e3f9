#pragma once

#include <costrel/encoding/tagged_json.hpp>
