#include "sim/io/csv.hpp"
#include "tests/fuzz/target.hpp"

namespace meniscus {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const LabelColumn label : {LabelColumn::first, LabelColumn::last}) {
    read_file({data, size}, "input.csv", [&](const auto& file) {
      const CsvRows rows = read_csv_rows(file, label);
      require(rows.begin.back() == rows.values.size(), "values that belong to no row");
    });
  }
  return 0;
}

}  // namespace meniscus
