#pragma once

#include <filesystem>
#include <string>

#include "sim/plot/figure.hpp"

namespace meniscus {

enum class PictureFormat { png, svg };

/// Pixels of a PNG picture per point of its figure: 180 per inch.
inline constexpr double pixels_per_point = 2.5;

/// The commands that set gnuplot up for a picture, then draw it to standard output.
std::string gnuplot_script(const Figure& figure, PictureFormat format);

/// Lets gnuplot draw a figure into a file that exists. The program is looked for in PATH and reads
/// nobody's settings. Throws IoError with the way out if it isn't installed, or with what it says.
void draw(const Figure& figure, PictureFormat format, const std::filesystem::path& file);

}  // namespace meniscus
