#include "sim/io/sweep_progress.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <limits>
#include <system_error>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/json.hpp"

namespace meniscus {

namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view action) {
  throw IoError(fmt::format("{}: can't {}: {}", file.string(), action,
                            std::generic_category().message(errno)));
}

/// JSON has no infinity and no NaN.
Json json_of(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0.0 ? "inf" : "-inf";
}

double number_in(const Json& json) {
  if (json.is_number()) return json.get<double>();
  const auto text = json.get<std::string>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  return text == "inf" ? infinity : -infinity;
}

/// Messages may hold any bytes.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

SweepRun run_in(const Json& json) {
  SweepRun run{.seed = json.at("seed").get<std::uint64_t>(),
               .status = json.at("done").get<bool>() ? RunStatus::done : RunStatus::failed,
               .message = json.at("message").get<std::string>(),
               .metrics = {},
               .wall_seconds = json.at("wall").get<double>(),
               .peak_memory = json.at("memory").get<double>()};
  for (const Json& metric : json.at("metrics")) {
    run.metrics.push_back({metric.at(0).get<std::string>(), metric.at(1).get<std::string>(),
                           metric.at(2).get<std::string>(), number_in(metric.at(3))});
  }
  return run;
}

}  // namespace

std::string text_of(const SweepIdentity& identity) {
  return dumped(
      Json{{"program", identity.program}, {"model", identity.model}, {"inputs", identity.inputs}});
}

SweepIdentity read_identity(const std::string& text, const std::string& file) {
  try {
    const Json json = Json::parse(text);
    return {json.at("program").get<std::string>(), json.at("model").get<std::string>(),
            json.at("inputs").get<std::string>()};
  } catch (const Json::exception&) {
    throw ConfigError(fmt::format("{} holds no sweep (use --overwrite to replace it)", file));
  }
}

std::string line_of(std::uint64_t run, const SweepRun& result) {
  Json metrics = Json::array();
  for (const SweepMetric& m : result.metrics) {
    metrics.push_back({m.name, m.meaning, m.unit, json_of(m.value)});
  }
  return dumped(Json{{"run", run},
                     {"seed", result.seed},
                     {"done", result.status == RunStatus::done},
                     {"message", result.message},
                     {"metrics", metrics},
                     {"wall", result.wall_seconds},
                     {"memory", result.peak_memory}}) +
         "\n";
}

bool read_line(const std::string& line, std::uint64_t& run, SweepRun& result) {
  try {
    const Json json = Json::parse(line);
    run = json.at("run").get<std::uint64_t>();
    result = run_in(json);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

SweepProgress::SweepProgress(const std::filesystem::path& file) : file_(file) {
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(file, "open");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    throw ConfigError(fmt::format("{}: another sweep is writing it", file.string()));
  }
  read();
}

SweepProgress::~SweepProgress() { close_in_child(); }

void SweepProgress::close_in_child() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

/// Reads whole lines. What a killed sweep left behind them is cut off by the next one.
void SweepProgress::read() {
  std::string text;
  char piece[65536];
  for (ssize_t count = 0; (count = ::read(descriptor_, piece, sizeof piece)) != 0;) {
    if (count < 0) fail(file_, "read");
    text.append(piece, static_cast<std::size_t>(count));
  }
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos;) {
    const std::string line = text.substr(begin, end - begin);
    std::uint64_t run = 0;
    SweepRun result;
    if (begin == 0) {
      identity_ = line;
    } else if (read_line(line, run, result)) {
      runs_[run] = std::move(result);
    } else {
      break;
    }
    begin = end + 1;
  }
  whole_ = begin;
}

/// Writes behind what is whole.
void SweepProgress::write(const std::string& text) {
  const auto end = static_cast<off_t>(whole_);
  if (::ftruncate(descriptor_, end) != 0 || ::lseek(descriptor_, end, SEEK_SET) != end) {
    fail(file_, "write");
  }
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(descriptor_, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(file_, "write");
    done += static_cast<std::size_t>(count);
  }
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(file_, "write to disk");
  whole_ += text.size();
}

void SweepProgress::start(const SweepIdentity& identity) {
  whole_ = 0;
  runs_.clear();
  identity_ = text_of(identity);
  write(identity_ + "\n");
}

void SweepProgress::append(std::uint64_t run, const SweepRun& result) {
  write(line_of(run, result));
  runs_[run] = result;
}

void SweepProgress::remove() {
  ::unlink(file_.c_str());
  close_in_child();
}

}  // namespace meniscus
