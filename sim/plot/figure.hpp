#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meniscus {

/// A picture as gnuplot draws it, without terminal and output.
struct Figure {
  std::string name;     ///< "raster"
  double width = 0.0;   ///< [pt]
  double height = 0.0;  ///< [pt]
  std::string script;
};

/// Where the axes of a panel are, from the figure's upper left corner [pt].
struct Panel {
  double left = 0.0;
  double top = 0.0;
  double width = 0.0;
  double height = 0.0;
};

/// Two columns of a page: 17 cm [pt].
inline constexpr double full_width = 482.0;

/// A text as gnuplot's constant. Names come from users: control characters and what is no UTF-8
/// become "?", and whatever else could mean something to gnuplot is written as its octal number.
/// (Doubled quotes won't do: gnuplot 5.4 takes two at the beginning for an empty text.)
std::string gnuplot_text(std::string_view text);

/// At most `most` characters of a name; "…" stands for the others.
std::string abbreviated(std::string_view name, std::size_t most);

/// 12500 -> "12,500".
std::string with_commas(std::uint64_t number);

/// Colours that people with a colour vision deficiency can tell apart (Okabe & Ito 2008), over and
/// over: "#0072b2".
std::string_view colour(std::size_t index);

/// 1, 2 or 5 times a power of ten, at least `value` > 0.
double round_up(double value);

/// Builds the script of a figure panel by panel.
class FigureWriter {
 public:
  FigureWriter(std::string name, double width, double height);

  void line(std::string_view text) { commands_.append(text).append("\n"); }

  /// Sets where the next plot's axes are, and forgets the labels, arrows and objects of the one
  /// before.
  void begin_panel(const Panel& panel);

  /// What an axis ("x", "y") shows; a range of no length is widened.
  void axis(std::string_view axis, double low, double high, std::string_view label);

  /// Makes points into a data block and returns its name; an empty line parts curves. No points
  /// give one that isn't drawn.
  std::string data(const std::string& rows);

  Figure finish() &&;

 private:
  Figure figure_;
  std::string data_;
  std::string commands_;
  std::size_t blocks_ = 0;
};

}  // namespace meniscus
