#include "sim/io/result_builder.hpp"
#include "sim/io/result_reader.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

// Pieces are frames of a journal with right checksums: what is in them must be judged all the same.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const FuzzedFile file({}, "input.journal");
  {
    Journal journal(file.path(), Journal::Existing::replace);
    for (InputBytes bytes(data, size); !bytes.empty();) {
      const InputBytes frame = take_piece(bytes);
      journal.append(std::span(&frame, 1));
    }
  }
  const FuzzedFile result({}, "output.h5");
  // Complaints are about the journal, or about a dataset of the result.
  const std::string either = FuzzedFile::folder().string();
  allow_refusal(either, [&] {
    JournalReader reader(file.path());
    recorded_text(reader, "/provenance/resolved_yaml");
    build_result(reader, result.path());
    const ResultReader built(result.path());
    built.spikes();
    built.reports();
  });
  return 0;
}

}  // namespace meniscus
