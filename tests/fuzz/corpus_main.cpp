// Runs a target over the files of a folder, for compilers without libFuzzer.

#include <algorithm>
#include <iostream>
#include <vector>

#include "tests/fuzz/target.hpp"

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  if (count != 2 || !fs::is_directory(arguments[1])) {
    std::cerr << "usage: " << arguments[0] << " FOLDER\n";
    return 2;
  }
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(arguments[1])) names.push_back(entry.path());
  std::ranges::sort(names);
  for (const fs::path& name : names) {
    std::ifstream file(name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::cerr << name.filename().string() << std::endl;  // the last one told is the one that fails
    meniscus::LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                     bytes.size());
  }
  return names.empty() ? 1 : 0;
}
