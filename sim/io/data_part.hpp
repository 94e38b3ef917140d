#pragma once

#include <cstdint>

namespace meniscus {

/// Which part of a data set; `any` is the test part where the data come in parts, else all.
enum class DataPart : std::uint8_t { any, train, test };

}  // namespace meniscus
