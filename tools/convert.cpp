#include "tools/convert.hpp"

#include <algorithm>
#include <cctype>

#include "sim/config/suggestion.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/output_file.hpp"
#include "tools/convert_nir.hpp"

namespace meniscus {

namespace {

enum class Side { input, output };

std::string_view name_on(Side side, const Conversion& conversion) {
  return side == Side::input ? conversion.from : conversion.to;
}

/// Names of the formats that stand on a side of any conversion, which starts from `from` unless
/// that is empty.
std::vector<std::string_view> names_on(Side side, std::string_view from) {
  std::vector<std::string_view> names;
  for (const FileFormat& format : file_formats()) {
    const bool there = std::ranges::any_of(conversions(), [&](const Conversion& c) {
      return name_on(side, c) == format.name && (from.empty() || c.from == from);
    });
    if (there) names.push_back(format.name);
  }
  return names;
}

const FileFormat& format_named(std::string_view name) {
  return *std::ranges::find(file_formats(), name, &FileFormat::name);
}

std::string extension_of(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

/// "spikes (.h5, .hdf5), gdf (.gdf)"
std::string listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name,
                        fmt::join(format_named(name).extensions, ", "));
  }
  return text;
}

/// The format of a file among `names`, by what was asked for or by the file itself.
std::string_view format_of(const std::filesystem::path& file, const std::string& asked, Side side,
                           std::span<const std::string_view> names) {
  const std::string_view option = side == Side::input ? "--from" : "--to";
  if (!asked.empty()) {
    if (const auto found = std::ranges::find(names, asked); found != names.end()) return *found;
    const std::string suggestion = suggestion_text(asked, names);
    throw ConfigError(fmt::format("{}: expected one of {}, got \"{}\" ({})", option, listed(names),
                                  asked, suggestion));
  }
  bool extension_fits = false;
  for (const std::string_view name : names) {
    const FileFormat& format = format_named(name);
    if (std::ranges::find(format.extensions, extension_of(file)) == format.extensions.end()) {
      continue;
    }
    extension_fits = true;
    if (side == Side::output || format.recognises == nullptr || format.recognises(file)) {
      return name;
    }
  }
  const std::string_view what = extension_fits ? "its contents are of no format of that extension"
                                               : "its extension says no format";
  throw ConfigError(
      fmt::format("{}: {}; give one with {}: {}", file.string(), what, option, listed(names)));
}

const Conversion& conversion_of(const ConversionRequest& request, const std::string& from,
                                const std::string& to) {
  const std::string_view input =
      format_of(request.input, from, Side::input, names_on(Side::input, {}));
  const std::string_view output =
      format_of(request.output, to, Side::output, names_on(Side::output, input));
  return *std::ranges::find_if(
      conversions(), [&](const Conversion& c) { return c.from == input && c.to == output; });
}

void require_readable(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    throw ConfigError(fmt::format("{}: no such file", file.string()));
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw ConfigError(fmt::format("{}: is no plain file", file.string()));
  }
}

std::string table_of_conversions() {
  std::string text = "Formats:\n";
  for (const FileFormat& format : file_formats()) {
    const std::string extensions = fmt::format("{}", fmt::join(format.extensions, " "));
    text += fmt::format("  {:<8} {:<12} {}\n", format.name, extensions, format.meaning);
  }
  text += "Conversions:\n";
  for (const Conversion& conversion : conversions()) {
    text += fmt::format("  {} to {}\n", conversion.from, conversion.to);
  }
  return text;
}

}  // namespace

ConvertCommand::ConvertCommand(CLI::App& program, const Catalogue& catalogue) {
  request_.catalogue = &catalogue;
  command_ = program.add_subcommand("convert", "read or write the files of other programs");
  command_->add_option("input", request_.input, "file to convert")->required();
  command_->add_option("output", request_.output, "file to write")->required();
  command_->add_option("--from", from_, "format of the input (default: told by the file)");
  command_->add_option("--to", to_, "format of the output (default: told by its extension)");
  command_
      ->add_option("--population", request_.populations,
                   "convert the spikes of this population, in the order given (default: all)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command_->add_flag("--overwrite", request_.overwrite, "replace an existing output");
  command_->add_flag("--strict", strict_, "refuse to convert what can't be carried over exactly");
  add_nir_options(*command_, request_);
  command_->footer(table_of_conversions());
}

void ConvertCommand::run() const {
  require_readable(request_.input);
  const Conversion& conversion = conversion_of(request_, from_, to_);
  const PreparedConversion prepared = conversion.prepare(request_);
  if (strict_ && !prepared.losses.empty()) {
    throw ConfigError(fmt::format("{}: not converted, because of --strict:\n{}",
                                  request_.input.string(), fmt::join(prepared.losses, "\n")));
  }
  OutputFile output(request_.output, request_.overwrite);
  prepared.write(output.temporary_name());
  output.commit();
  for (const std::string& note : prepared.notes) fmt::print("{}\n", note);
  for (const std::string& loss : prepared.losses) fmt::print(stderr, "{}\n", loss);
  fmt::print("written to {}\n", request_.output.string());
}

}  // namespace meniscus
