#pragma once

#include <costrel/encoding/base64.hpp>
