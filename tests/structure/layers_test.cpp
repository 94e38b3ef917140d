#include "tests/structure/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace meniscus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> texts(std::string_view path, std::string_view content) {
  std::vector<std::string> texts;
  for (const Violation& violation : violations_of(path, content)) texts.push_back(violation.text());
  return texts;
}

/// An include line, made of parts so that this file has no such line itself.
std::string include(const std::string& name) { return "#include " + name + "\n"; }

TEST(Layers, AllowLowerFloorsAndTheOwnFolder) {
  EXPECT_THAT(texts("sim/engine/block.cpp",
                    include("\"sim/engine/block.hpp\"") + include("<vector>") +
                        include("\"sim/network/network.hpp\"") + include("\"sim/core/time.hpp\"")),
              IsEmpty());
  EXPECT_THAT(texts("models/neurons/lif.cpp", include("\"models/sources/poisson.hpp\"")),
              IsEmpty());
  EXPECT_THAT(texts("tests/io/sonata_test.cpp", include("\"sim/experiment/experiment.hpp\"")),
              IsEmpty());
}

TEST(Layers, ForbidAHigherFloor) {
  EXPECT_THAT(texts("sim/core/time.cpp", "\n" + include("\"sim/network/network.hpp\"")),
              ElementsAre("sim/core/time.cpp:2: sim/core/ (floor 0) must not include sim/network/ "
                          "(floor 2)"));
}

TEST(Layers, ForbidANeighbourOnTheSameFloor) {
  EXPECT_THAT(texts("sim/io/journal.cpp", include("\"sim/engine/simulation.hpp\"")),
              ElementsAre(HasSubstr("sim/io/journal.cpp:1: sim/io/ (floor 3) must not include")));
}

TEST(Layers, ForbidTheSimulatorToKnowAModelEvenFromAHigherFloor) {
  for (const std::string concrete : {"models", "plasticity", "hardware"}) {
    EXPECT_THAT(texts("sim/experiment/experiment.cpp", include("\"" + concrete + "/a.hpp\"")),
                ElementsAre("sim/experiment/experiment.cpp:1: sim/experiment/ must not include " +
                            concrete + "/: sim/ knows only sim/"));
  }
}

TEST(Layers, ForbidModelsPlasticityAndHardwareToKnowEachOther) {
  const std::vector<std::string> concrete{"models", "plasticity", "hardware"};
  for (const std::string& from : concrete) {
    for (const std::string& to : concrete) {
      EXPECT_EQ(
          texts(from + "/x/a.hpp", "#pragma once\n" + include("\"" + to + "/y/b.hpp\"")).size(),
          from == to ? 0u : 1u)
          << from << " includes " << to;
    }
  }
}

TEST(Layers, ForbidIncludesThatDoNotStartAtTheRoot) {
  EXPECT_THAT(texts("sim/core/time.cpp", include("\"time.hpp\"")),
              ElementsAre(HasSubstr("sim/core/time.cpp:1: \"time.hpp\" is not written from the")));
}

TEST(Layers, LetAnExampleIncludeItsOwnHeadersAndOurs) {
  EXPECT_THAT(texts("examples/own_neuron/main.cpp",
                    include("\"quadratic.hpp\"") + include("\"tools/command_line.hpp\"")),
              IsEmpty());
}

TEST(Layers, ForbidCodeOutsideTheFloors) {
  EXPECT_THAT(texts("scripts/a.cpp", "int a;\n"),
              ElementsAre("scripts/a.cpp:1: C++ outside the folders that have a floor"));
}

TEST(Layers, SeeAnIncludeInEverySpelling) {
  for (const std::string line : {"#include\"tools/a.hpp\"", "  #  include \"tools/a.hpp\"",
                                 "#include\t\"tools/a.hpp\"  // why"}) {
    EXPECT_EQ(texts("sim/core/a.cpp", line).size(), 1u) << line;
  }
  for (const std::string line : {"// #include \"tools/a.hpp\"", "text(\"#include <zlib.h>\");"}) {
    EXPECT_THAT(texts("sim/core/a.cpp", line), IsEmpty()) << line;
  }
}

/// A third-party header, a file that may include it, and one that may not.
struct DoorCase {
  std::string header, door, elsewhere;
};

class Doors : public testing::TestWithParam<DoorCase> {};

TEST_P(Doors, OpenInOnePlaceOnly) {
  const auto& [header, door, elsewhere] = GetParam();
  EXPECT_THAT(texts(door, "#pragma once\n" + include("<" + header + ">")), IsEmpty());
  for (const std::string& name : {"<" + header + ">", "\"" + header + "\""}) {
    EXPECT_THAT(texts(elsewhere, "#pragma once\n" + include(name)),
                ElementsAre(HasSubstr(elsewhere + ":2: <" + header + "> may be included from")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    EachThirdParty, Doors,
    testing::Values(
        DoorCase{"yaml-cpp/parser.h", "sim/config/source.cpp", "sim/config/reader.cpp"},
        DoorCase{"hdf5.h", "sim/io/hdf5_read.cpp", "sim/io/sonata.cpp"},
        DoorCase{"H5Fpublic.h", "sim/io/hdf5.cpp", "tests/io/hdf5_test.cpp"},
        DoorCase{"zlib.h", "sim/io/gzip.cpp", "sim/io/idx.cpp"},
        DoorCase{"lz4frame.h", "sim/io/decompress.cpp", "sim/io/aedat4.cpp"},
        DoorCase{"zstd.h", "sim/io/decompress.cpp", "sim/io/aedat4.cpp"},
        DoorCase{"boost/graph/adjacency_list.hpp", "sim/network/topology.cpp", "sim/core/a.cpp"},
        DoorCase{"fmt/format.h", "sim/core/format.hpp", "tools/command_line.cpp"},
        DoorCase{"Random123/philox.h", "sim/core/random.hpp", "sim/core/random_chunk.cpp"},
        DoorCase{"Eigen/Core", "sim/numeric/matrix.cpp", "sim/learning/ridge.cpp"},
        DoorCase{"nlohmann/json.hpp", "sim/io/json.hpp", "tools/command_line.cpp"},
        DoorCase{"Spectra/GenEigsSolver.h", "sim/numeric/spectral_radius.cpp",
                 "sim/numeric/matrix.cpp"},
        DoorCase{"CLI/CLI.hpp", "tools/command_line.cpp", "sim/experiment/experiment.cpp"},
        DoorCase{"gtest/gtest.h", "tests/core/time_test.cpp", "tools/command_line.cpp"},
        DoorCase{"benchmark/benchmark.h", "tests/bench/rows.cpp", "tests/core/time_test.cpp"}));

TEST(Layers, ForbidAThirdPartyThatHasNoDoor) {
  EXPECT_THAT(texts("sim/io/a.cpp", include("<fftw3.h>")),
              ElementsAre("sim/io/a.cpp:1: <fftw3.h> is third party and has no door"));
  EXPECT_THAT(texts("sim/io/a.cpp", include("<sys/utsname.h>") + include("<cmath>")), IsEmpty());
}

TEST(Layers, DemandPragmaOnceOfHeadersOnly) {
  EXPECT_THAT(texts("sim/core/a.hpp", "int a();\n"),
              ElementsAre("sim/core/a.hpp:1: a header without #pragma once"));
  EXPECT_THAT(texts("sim/core/a.cpp", "int a();\n"), IsEmpty());
}

TEST(Layers, LimitTheLengthOfAFile) {
  std::string lines;
  for (int k = 0; k < 400; ++k) lines += "\n";
  EXPECT_THAT(texts("sim/core/a.cpp", lines), IsEmpty());
  EXPECT_THAT(texts("sim/core/a.cpp", lines + "int a;\nint b;"),
              ElementsAre("sim/core/a.cpp:401: more than 400 lines"));
}

TEST(Layers, LimitTheWidthOfALineInCharactersNotBytes) {
  std::string line = "// ";
  for (int k = 0; k < 97; ++k) line += "Ω";
  EXPECT_THAT(texts("sim/core/a.cpp", line), IsEmpty());
  EXPECT_THAT(texts("sim/core/a.cpp", "\n" + line + "!"),
              ElementsAre("sim/core/a.cpp:2: 101 columns, allowed are 100"));
}

TEST(Layers, ForbidPathsOfOneMachineInEveryTextFile) {
  for (const std::string root : {"home", "root", "work"}) {
    const std::string path = "/" + root + "/me/data";
    EXPECT_THAT(texts("configs/a.yaml", "a: 1\npath: " + path + " # mine"),
                ElementsAre("configs/a.yaml:2: " + path + " is a path of one machine"));
    EXPECT_THAT(texts("configs/a.yaml", "see https://example.org" + path), IsEmpty());
    EXPECT_THAT(texts("configs/a.yaml", "path: data" + path), IsEmpty());
  }
}

/// Whether a folder or file belongs to the project: no build trees, results or hidden things.
bool belongs(const std::filesystem::directory_entry& entry) {
  const std::string name = entry.path().filename();
  if (name == ".ci") return true;
  if (name.starts_with('.')) return false;
  if (!entry.is_directory()) return true;
  return name != "build" && name != "data" && name != "results" && name != "__pycache__" &&
         !exists(entry.path() / "CMakeCache.txt");
}

/// Text by its name: code, scripts (which have no extension), configurations, documents.
bool is_text(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 13> extensions{"",       ".cpp", ".hpp", ".h",  ".in",
                                                        ".cmake", ".txt", ".md",  ".py", ".yaml",
                                                        ".json",  ".gp",  ".sh"};
  return std::ranges::find(extensions, path.extension().string()) != extensions.end();
}

std::vector<std::filesystem::path> text_files(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> files;
  std::filesystem::recursive_directory_iterator walk(root);
  for (const std::filesystem::directory_entry& entry : walk) {
    if (!belongs(entry)) {
      if (entry.is_directory()) walk.disable_recursion_pending();
    } else if (entry.is_regular_file() && is_text(entry.path())) {
      files.push_back(entry.path());
    }
  }
  return files;
}

TEST(Repository, KeepsItsStructure) {
  const std::filesystem::path root = MENISCUS_SOURCE_DIR;
  std::vector<std::string> seen;
  for (const std::filesystem::path& file : text_files(root)) {
    std::ifstream stream(file, std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(stream), {});
    seen.push_back(file.lexically_relative(root).generic_string());
    for (const std::string& text : texts(seen.back(), content)) ADD_FAILURE() << text;
  }
  EXPECT_THAT(seen, testing::IsSupersetOf({"CMakeLists.txt", "sim/core/time.hpp",
                                           "sim/core/error.cpp", "tests/structure/layers.cpp"}));
}

}  // namespace
}  // namespace meniscus
