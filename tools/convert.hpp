#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/nir_cells.hpp"
#include "sim/network/catalogue.hpp"

namespace meniscus {

/// What somebody wants converted.
struct ConversionRequest {
  std::filesystem::path input;
  std::filesystem::path output;
  std::vector<std::string> populations;  ///< only these; all if empty
  bool overwrite = false;
  NirOptions nir = {};
  bool allow_dense = false;              ///< write NIR graphs of any size
  const Catalogue* catalogue = nullptr;  ///< of models; never null
};

/// A conversion whose input is read and judged, but of which nothing is written yet.
struct PreparedConversion {
  std::vector<std::string> notes;   ///< what to know about the output, a line each
  std::vector<std::string> losses;  ///< what it can't carry, "dropped: …" or "approximated: …"
  std::function<void(const std::filesystem::path&)> write;  ///< to a file of that name
};

/// One format of files. The first of those with a file's extension that recognises it is taken.
struct FileFormat {
  std::string_view name;                     ///< as --from and --to want it
  std::vector<std::string_view> extensions;  ///< in lower case, with the dot
  std::string_view meaning;
  bool (*recognises)(const std::filesystem::path&) = nullptr;  ///< null: by extension alone
};

/// One way from a format to another. `prepare` throws ConfigError or IoError.
struct Conversion {
  std::string_view from;
  std::string_view to;
  PreparedConversion (*prepare)(const ConversionRequest&);
};

/// The tables; a new format or conversion is a line in conversions.cpp.
std::span<const FileFormat> file_formats();
std::span<const Conversion> conversions();

/// The command `meniscus convert`.
class ConvertCommand {
 public:
  /// Adds the command to the program.
  ConvertCommand(CLI::App& program, const Catalogue& catalogue);

  bool is_called() const { return command_->parsed(); }

  /// Converts, and tells what was lost on the way. Throws ConfigError for files of no known format
  /// and, with --strict, for any loss; nothing is written then.
  void run() const;

 private:
  ConversionRequest request_;
  std::string from_, to_;
  bool strict_ = false;
  CLI::App* command_;
};

}  // namespace meniscus
