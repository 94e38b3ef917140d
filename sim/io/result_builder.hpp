#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/io/journal.hpp"
#include "sim/io/series_builders.hpp"

namespace meniscus {

/// What a result was built of.
struct BuiltResult {
  RunExtent run;

  /// Samples of a part of the data that went through the network.
  struct Part {
    std::string name;
    std::uint64_t done = 0;
    std::uint64_t all = 0;
  };
  std::vector<Part> parts;
  std::uint64_t lost = 0;  ///< bytes behind the last whole frame
};

/// Calls `take` for every record of the whole frames; `frame` is where it ends. Rewinds the
/// journal. Throws ConfigError for a frame of anything else.
void for_each_record(JournalReader& journal,
                     const std::function<void(const Record&, const ByteCursor& frame)>& take);

/// Makes an HDF5 file of what the whole frames of a journal hold. The journal is read twice, piece
/// by piece, so that the recordings need no room in memory. Root attributes: SONATA's `magic` and
/// `version`, `meniscus_version`, `layout_version`, and `complete` (1, or 0; then `reached` tells
/// until when everything was recorded [ms]). Throws ConfigError when frames hold what makes no
/// sense, and IoError.
BuiltResult build_result(JournalReader& journal, const std::filesystem::path& name);

/// The text that was recorded as a dataset at `path` ("/provenance/resolved_yaml"); empty if there
/// is none. Rewinds the journal. Throws as `build_result`.
std::string recorded_text(JournalReader& journal, const std::string& path);

}  // namespace meniscus
