#pragma once

// The one door to fmt: text formatting, independent of the locale.
#include <fmt/format.h>
#include <fmt/ranges.h>
