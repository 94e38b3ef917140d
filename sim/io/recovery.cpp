#include "sim/io/recovery.hpp"

#include <string_view>
#include <system_error>
#include <variant>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/checkpoint.hpp"
#include "sim/io/output_file.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

namespace {

constexpr std::string_view extension = ".journal";

/// The result that a journal was to become.
std::filesystem::path result_of(std::filesystem::path journal) {
  if (journal.extension() != extension)
    throw ConfigError(fmt::format("{}: expected a name that ends in {}, or --output",
                                  journal.string(), extension));
  return journal.replace_extension();
}

/// The HDF5 file that the killed run had begun to build, if it came so far.
void remove_begun_result(const std::filesystem::path& journal) {
  if (journal.extension() != extension) return;
  std::error_code none;
  std::filesystem::remove(temporary_of(result_of(journal)), none);
}

bool is_complete(JournalReader& journal) {
  bool complete = false;
  for_each_record(journal, [&](const Record& record, const ByteCursor&) {
    complete = complete || std::holds_alternative<CompleteRecord>(record);
  });
  return complete;
}

}  // namespace

Recovery recover_result(const std::filesystem::path& journal, const RecoveryOptions& options) {
  JournalReader reader(journal);
  Recovery recovery;
  recovery.result = options.output;
  if (recovery.result.empty()) {
    recovery.result = result_of(journal);
    if (!is_complete(reader)) recovery.result = partial_of(recovery.result);
  }
  OutputFile output(recovery.result, options.overwrite, temporary_of(recovery.result));
  recovery.built = build_result(reader, output.temporary_name());
  output.commit();
  remove_begun_result(journal);
  std::error_code none;
  const bool wanted = options.keep_journal || recovery.built.lost > 0;
  recovery.journal_is_kept = wanted || !std::filesystem::remove(journal, none);
  if (!recovery.journal_is_kept && journal.extension() == extension)
    remove_checkpoints(result_of(journal));  // no use without it
  return recovery;
}

}  // namespace meniscus
