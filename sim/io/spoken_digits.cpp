#include "sim/io/spoken_digits.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>
#include <tuple>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr std::uint32_t first_training_recording = 5;

[[noreturn]] void refuse(const std::filesystem::path& path, std::string message) {
  throw ConfigError({Diagnostic{{path.string()}, {}, std::move(message), {}}});
}

struct Recording {
  std::uint32_t k = 0;
  std::uint32_t digit = 0;
  std::string speaker;
  std::filesystem::path path;

  friend bool operator<(const Recording& a, const Recording& b) {
    return std::tie(a.k, a.digit, a.speaker) < std::tie(b.k, b.digit, b.speaker);
  }
};

/// The parts of a name such as 7_jackson_32.
Recording recording_of(const std::filesystem::path& path) {
  const std::string name = path.stem().string();
  const std::size_t last = name.rfind('_');
  Recording recording{.k = 0, .digit = 0, .speaker = {}, .path = path};
  const bool parts = name.size() > 4 && name[0] >= '0' && name[0] <= '9' && name[1] == '_' &&
                     last > 2 && last + 1 < name.size();
  if (parts) {
    const char* end = name.data() + name.size();
    const auto number = std::from_chars(name.data() + last + 1, end, recording.k);
    if (number.ec == std::errc() && number.ptr == end) {
      recording.digit = static_cast<std::uint32_t>(name[0] - '0');
      recording.speaker = name.substr(2, last - 2);
      return recording;
    }
  }
  refuse(path, "expected a name <digit>_<speaker>_<number>.wav");
}

/// Both parts, one of which may be empty.
void sort_recordings(const std::filesystem::path& folder, std::vector<LabelledFile>& train,
                     std::vector<LabelledFile>& test) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) refuse(folder, "no such folder");
  std::vector<Recording> recordings;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".wav") recordings.push_back(recording_of(entry.path()));
  }
  if (error) refuse(folder, "can't be read: " + error.message());
  std::ranges::sort(recordings, std::less<>());
  for (Recording& recording : recordings) {
    auto& part = recording.k < first_training_recording ? test : train;
    part.push_back({std::move(recording.path), recording.digit});
  }
}

}  // namespace

SpokenDigits::SpokenDigits(const std::filesystem::path& folder) {
  sort_recordings(folder, train, test);
  if (!train.empty() && !test.empty()) return;
  refuse(folder, fmt::format("expected files <digit>_<speaker>_<number>.wav with numbers below {} "
                             "(test) and from {} on (training), found {} and {}",
                             first_training_recording, first_training_recording, test.size(),
                             train.size()));
}

std::vector<LabelledFile> find_spoken_digits(const std::filesystem::path& folder, DataPart part) {
  std::vector<LabelledFile> train, test;
  sort_recordings(folder, train, test);
  const bool takes_train = part == DataPart::train || (part == DataPart::any && test.empty());
  std::vector<LabelledFile>& found = takes_train ? train : test;
  if (found.empty()) {
    refuse(folder,
           fmt::format("expected files <digit>_<speaker>_<number>.wav with numbers {} {}, found "
                       "none",
                       takes_train ? "from" : "below", first_training_recording));
  }
  return std::move(found);
}

}  // namespace meniscus
