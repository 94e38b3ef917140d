#include "sim/plot/figure.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::size_t longest_text = 120;

/// Bytes of the UTF-8 character at the beginning of a text; 0: it is none that one can print.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t k = 1; k < size; ++k) {
    if ((byte(k) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool no_character = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  const bool control = first == 0xc2 && second < 0xa0;
  const bool no_xml = first == 0xef && second == 0xbf && byte(2) >= 0xbe;
  return overlong || no_character || control || no_xml ? 0 : size;
}

}  // namespace

std::string abbreviated(std::string_view name, std::size_t most) {
  std::string text;
  for (std::size_t count = 0; !name.empty(); ++count) {
    if (count + 1 == most && name.size() > std::max<std::size_t>(1, character_size(name))) {
      return text + "…";
    }
    const std::size_t size = character_size(name);
    text += size == 0 ? std::string_view("?") : name.substr(0, size);
    name.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return text;
}

std::string gnuplot_text(std::string_view text) {
  constexpr std::string_view plain = " .,:-+()";
  std::string constant = "\"";
  for (const char c : abbreviated(text, longest_text)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = byte >= 0x80 || (byte >= '0' && byte <= '9') ||
                        (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    if (letter || plain.find(c) != plain.npos) {
      constant += c;
    } else {
      constant += fmt::format("\\{:03o}", byte);
    }
  }
  return constant + "\"";
}

std::string with_commas(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string_view colour(std::size_t index) {
  constexpr std::array<std::string_view, 7> palette{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                    "#e69f00", "#56b4e9", "#333333"};
  return palette[index % palette.size()];
}

double round_up(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= value * (1.0 - 1e-9)) return factor * power;
  }
  return 10.0 * power;
}

FigureWriter::FigureWriter(std::string name, double width, double height)
    : figure_{std::move(name), width, height, {}} {
  line("set border 3 linewidth 0.7 linecolor rgb '#404040'");
  line("set tics out nomirror scale 0.5 textcolor rgb '#202020'");
  line("set style fill solid 1.0 noborder");
  line("unset key");
  line("set multiplot");
}

void FigureWriter::begin_panel(const Panel& panel) {
  line("unset label\nunset arrow\nunset object\nunset title\nset xlabel\nset ylabel");
  line(
      "set xtics out nomirror scale 0.5 autofreq\nset ytics out nomirror scale 0.5 autofreq\nset "
      "format '%h'\nset border 3");
  line(fmt::format("set lmargin at screen {:.5f}", panel.left / figure_.width));
  line(fmt::format("set rmargin at screen {:.5f}", (panel.left + panel.width) / figure_.width));
  line(fmt::format("set tmargin at screen {:.5f}", 1.0 - panel.top / figure_.height));
  line(fmt::format("set bmargin at screen {:.5f}",
                   1.0 - (panel.top + panel.height) / figure_.height));
}

void FigureWriter::axis(std::string_view axis, double low, double high, std::string_view label) {
  if (!(high > low)) {
    const double half = std::max(0.5, 1e-3 * std::abs(low));
    low -= half, high += half;
  }
  line(fmt::format("set {}range [{:.10g}:{:.10g}]", axis, low, high));
  line(fmt::format("set {}label {}", axis, gnuplot_text(label)));
}

std::string FigureWriter::data(const std::string& rows) {
  const std::string name = fmt::format("$data{}", blocks_++);
  // gnuplot refuses to plot nothing at all, but skips what isn't a number.
  data_ += fmt::format("{} << end_of_data\n{}end_of_data\n", name,
                       rows.empty() ? "NaN NaN NaN NaN NaN\n" : rows);
  return name;
}

Figure FigureWriter::finish() && {
  line("unset multiplot");
  figure_.script = data_ + commands_;
  return std::move(figure_);
}

}  // namespace meniscus
