#include <array>
#include <cstring>
#include <numeric>

#include "sim/core/format.hpp"
#include "tests/fuzz/hdf5_readers.hpp"

// Whole HDF5 files with anything in the places where the readers look. Of the input the first byte
// chooses the reader; then come pieces, each a dataset, a text or an attribute: a byte for its
// path, a byte for its kind, and its contents: of numbers their shape first.

namespace meniscus {

namespace {

constexpr std::array<std::string_view, 68> paths{"/spikes/a/timestamps",
                                                 "/spikes/a/node_ids",
                                                 "/spikes/timestamps",
                                                 "/spikes/gids",
                                                 "/spikes/a",
                                                 "/report/a.v/data",
                                                 "/report/a.v/mapping/node_ids",
                                                 "/report/a.v/mapping/time",
                                                 "/report/a.v",
                                                 "/weights/p/weight",
                                                 "/metrics/confusion",
                                                 "/metrics/accuracy_liquid",
                                                 "/metrics/accuracy_liquid_interval",
                                                 "/recorded_samples",
                                                 "/provenance/started",
                                                 "/predictions",
                                                 "/runs/seed",
                                                 "/runs/status",
                                                 "/runs/message",
                                                 "/runs/cost/wall_seconds",
                                                 "/runs/cost/peak_memory",
                                                 "/runs",
                                                 "/runs/metrics/m",
                                                 "/runs/keys/k",
                                                 "/points/keys/k",
                                                 "/points",
                                                 "/edges/source",
                                                 "/edges/target",
                                                 "/edges/weight",
                                                 "/edges/delay",
                                                 "/edges/row_begin",
                                                 "/version",
                                                 "/node/type",
                                                 "/node/edges",
                                                 "/node/nodes/i/type",
                                                 "/node/nodes/i/shape",
                                                 "/node/nodes/n/type",
                                                 "/node/nodes/n/tau",
                                                 "/node/nodes/n/tau_mem",
                                                 "/node/nodes/n/tau_syn",
                                                 "/node/nodes/n/w_in",
                                                 "/node/nodes/n/r",
                                                 "/node/nodes/n/v_leak",
                                                 "/node/nodes/n/v_threshold",
                                                 "/node/nodes/n/v_reset",
                                                 "/node/nodes/w/type",
                                                 "/node/nodes/w/weight",
                                                 "/node/nodes/w/bias",
                                                 "/node/nodes/w/stride",
                                                 "/node/nodes/w/padding",
                                                 "/node/nodes/w/dilation",
                                                 "/node/nodes/w/groups",
                                                 "/node/nodes/w/input_shape",
                                                 "/node/nodes/w/kernel_size",
                                                 "/node/nodes/w/delay",
                                                 "/node/nodes/w/scale",
                                                 "/node/nodes/o/type",
                                                 "/node/nodes/o/shape",
                                                 "/nodes/c/node_type_id",
                                                 "/nodes/c/node_id",
                                                 "/edges/e/source_node_id",
                                                 "/edges/e/target_node_id",
                                                 "/edges/e/edge_type_id",
                                                 "/edges/e/edge_group_id",
                                                 "/edges/e/edge_group_index",
                                                 "/edges/e/0/syn_weight",
                                                 "/edges/e/0/delay",
                                                 "/edges/e/0/nsyns"};

constexpr std::array<std::string_view, 12> attributes{
    "units",           "size",       "duration", "population", "variable", "path", "name",
    "node_population", "replicates", "position", "random",     "meaning"};

/// Kinds below are those of Hdf5Type.
enum Kind : std::uint8_t { text = 7, texts, pairs, text_attribute, number_attribute, end };

/// Numbers from a byte each, small ones, unless `are_raw`: then they are as they stand.
template <class Number>
std::vector<Number> numbers(InputBytes bytes, bool are_raw) {
  if (!are_raw) return {bytes.begin(), bytes.end()};
  std::vector<Number> values(bytes.size() / sizeof(Number));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(Number));
  return values;
}

/// As many words as there are, parted by blanks.
std::vector<std::string> words(InputBytes bytes) {
  std::vector<std::string> all(1);
  for (const char c : text_in(bytes)) {
    if (c == ' ') {
      all.emplace_back();
    } else {
      all.back() += c;
    }
  }
  return all;
}

template <class Number>
void write_numbers(Hdf5File& file, const std::string& path, InputBytes bytes) {
  const std::uint8_t shape = take_choice(bytes);
  const auto values = numbers<Number>(bytes, (shape & 128) != 0);
  std::vector<std::uint64_t> extents{values.size()};
  // Up to three further dimensions share out the values, all but the first of them alike.
  for (int axis = 0; axis < (shape & 3); ++axis) {
    const std::uint64_t part = 1 + (shape >> (axis == 0 ? 2 : 4) & 3);
    if (extents.front() % part == 0) {
      extents.front() /= part;
      extents.push_back(part);
    }
  }
  if ((shape & 64) != 0 && values.size() == 1) extents.clear();
  file.write_array(path, extents, values);
}

void write_attribute(Hdf5File& file, const std::string& path, std::uint8_t kind, InputBytes bytes) {
  const std::string name(attributes[take_choice(bytes) % attributes.size()]);
  if (kind == text_attribute) return file.write_attribute(path, name, text_in(bytes));
  const bool is_raw = bytes.size() == sizeof(double);
  if (is_raw) return file.write_attribute(path, name, numbers<double>(bytes, true).front());
  file.write_attribute(path, name, numbers<std::uint64_t>(bytes, false));
}

void write_piece(Hdf5File& file, InputBytes bytes) {
  constexpr void (*numeric[])(Hdf5File&, const std::string&, InputBytes) = {
      write_numbers<std::uint8_t>,  write_numbers<std::uint16_t>, write_numbers<std::uint32_t>,
      write_numbers<std::uint64_t>, write_numbers<std::int64_t>,  write_numbers<float>,
      write_numbers<double>};
  const std::string path(paths[take_choice(bytes) % paths.size()]);
  const std::uint8_t kind = take_choice(bytes) % end;
  if (kind < std::size(numeric)) return numeric[kind](file, path, bytes);
  if (kind == text) return file.write_text(path, text_in(bytes));
  if (kind == texts) return file.write_texts(path, words(bytes));
  if (kind != pairs) return write_attribute(file, path, kind, bytes);
  std::vector<std::string> names = words(bytes);
  names.resize(names.size() / 2 * 2);
  file.write_text_pairs(path, names);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  InputBytes bytes(data, size);
  const std::uint8_t choice = take_choice(bytes);
  const FuzzedFile file({}, "input.h5");
  Hdf5File made(file.path(), Hdf5File::Mode::create);
  while (!bytes.empty()) {
    const InputBytes piece = take_piece(bytes);
    // What stands there already, or is no place for an attribute, is left out.
    allow_refusal("", [&] { write_piece(made, piece); });
  }
  made.close();
  read_hdf5(file.path(), choice);
  return 0;
}

}  // namespace meniscus
