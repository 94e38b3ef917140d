#include "tools/terminal.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr auto redraw = std::chrono::milliseconds(100);
constexpr auto log_interval = std::chrono::seconds(5);
constexpr int bar_width = 30;

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string confusion_text(const ConfusionMatrix& confusion) {
  std::string text = "confusion matrix (rows: class, columns: prediction)\n      ";
  for (std::uint32_t p = 0; p < confusion.classes(); ++p) text += fmt::format("{:>6}", p);
  text += '\n';
  for (std::uint32_t l = 0; l < confusion.classes(); ++l) {
    text += fmt::format("{:>6}", l);
    for (std::uint32_t p = 0; p < confusion.classes(); ++p) {
      text += fmt::format("{:>6}", confusion.count(l, p));
    }
    text += '\n';
  }
  return text;
}

}  // namespace

ProgressBar::ProgressBar(bool silent) : silent_(silent), terminal_(isatty(STDERR_FILENO) != 0) {}

void ProgressBar::show(const ProgressState& state) {
  if (silent_) return;
  const auto now = Clock::now();
  const bool new_stage = stage_ != state.stage;
  const bool complete = state.done >= state.total;
  if (new_stage) {
    if (drawn_) fmt::print(stderr, "\n");
    stage_ = state.stage;
    stage_start_ = now;
    drawn_ = false;
  }
  if (!new_stage && !complete && now - last_ < (terminal_ ? redraw : Clock::duration(log_interval)))
    return;
  last_ = now;
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{}", line(state));
    drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", line(state));
  }
  std::fflush(stderr);
}

std::string ProgressBar::line(const ProgressState& state) const {
  const double fraction = state.total > 0.0 ? std::fmin(state.done / state.total, 1.0) : 0.0;
  std::string text;
  if (terminal_) {
    const int filled = static_cast<int>(fraction * bar_width);
    text = fmt::format("[{:<{}}] ", std::string(static_cast<std::size_t>(filled), '='), bar_width);
  }
  text += fmt::format("{:3.0f} % {}", 100.0 * fraction, state.stage);
  if (!state.unit.empty())
    text += fmt::format(" {:.6g}/{:.6g} {}", state.done, state.total, state.unit);
  if (!state.detail.empty()) text += fmt::format(", {}", state.detail);
  const double elapsed = std::chrono::duration<double>(Clock::now() - stage_start_).count();
  if (fraction > 0.0 && fraction < 1.0 && elapsed > 1.0) {
    text += fmt::format(", {:.0f} s left", elapsed * (1.0 - fraction) / fraction);
  }
  return text;
}

void ProgressBar::finish() {
  if (drawn_) fmt::print(stderr, "\n");
  drawn_ = false;
}

std::string as_text(const RunReport& report, const std::filesystem::path& result) {
  std::string text;
  if (report.confusion) text += confusion_text(*report.confusion);
  for (const Metric& metric : report.metrics) {
    text += fmt::format("{:<52} {:>12.6g} {}", metric.meaning, metric.value, metric.unit);
    if (metric.interval) {
      text +=
          fmt::format("  (95 %: {:.2f} to {:.2f})", metric.interval->low, metric.interval->high);
    }
    text += '\n';
  }
  for (const std::string& warning : report.warnings) text += fmt::format("warning: {}\n", warning);
  text += fmt::format("result: {}\n", result.string());
  return text;
}

std::string as_json(const RunReport& report, const std::filesystem::path& result) {
  std::string text = fmt::format("{{\"result\": \"{}\", \"metrics\": {{", escaped(result.string()));
  const char* separator = "";
  for (const Metric& metric : report.metrics) {
    text += fmt::format("{}\"{}\": {{\"value\": {}, \"unit\": \"{}\"", separator,
                        escaped(metric.name), json_number(metric.value), escaped(metric.unit));
    if (metric.interval) {
      text += fmt::format(", \"low\": {}, \"high\": {}", json_number(metric.interval->low),
                          json_number(metric.interval->high));
    }
    text += '}';
    separator = ", ";
  }
  text += "}, ";
  if (report.confusion) {
    const ConfusionMatrix& confusion = *report.confusion;
    text += "\"confusion\": [";
    for (std::uint32_t label = 0; label < confusion.classes(); ++label) {
      const auto row =
          confusion.counts().subspan(std::size_t{label} * confusion.classes(), confusion.classes());
      text += fmt::format("{}[{}]", label == 0 ? "" : ", ", fmt::join(row, ", "));
    }
    text += "], ";
  }
  text += "\"warnings\": [";
  separator = "";
  for (const std::string& warning : report.warnings) {
    text += fmt::format("{}\"{}\"", separator, escaped(warning));
    separator = ", ";
  }
  return text + "]}\n";
}

}  // namespace meniscus
