#include "sim/io/recovery.hpp"

#include <variant>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/io/checkpoint.hpp"
#include "sim/io/output_file.hpp"
#include "sim/io/result_file.hpp"

namespace meniscus {

namespace {

/// The result that a journal was to become.
std::filesystem::path result_of(std::filesystem::path journal) {
  if (journal.extension() != ".journal")
    throw ConfigError(
        fmt::format("{}: expected a name that ends in .journal, or --output", journal.string()));
  return journal.replace_extension();
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
  std::filesystem::path temporary = recovery.result;
  OutputFile output(recovery.result, options.overwrite, temporary += ".tmp");
  recovery.built = build_result(reader, output.temporary_name());
  output.commit();
  recovery.journal_is_kept = options.keep_journal || recovery.built.lost > 0;
  if (recovery.journal_is_kept) return recovery;
  std::filesystem::remove(journal);
  if (journal.extension() == ".journal") remove_checkpoints(result_of(journal));  // no use without
  return recovery;
}

}  // namespace meniscus
