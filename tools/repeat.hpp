#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/config/model_source.hpp"
#include "sim/io/result_run.hpp"

namespace meniscus {

/// Goes to the folder where a run was begun, since relative names of files are meant from there;
/// `instead` of it, unless that is empty. Of a result that doesn't tell its folder, stays.
void enter_folder(const StoredRun& run, const std::string& instead);

/// The model as run, with overrides. Messages and names of files beside the model mean the file
/// that was run, which need not exist any more.
ModelSource model_of(const StoredRun& run, const std::vector<std::string>& overrides);

/// Whether a file is HDF5 by its first bytes, and thus a result rather than a model file.
bool is_hdf5(const std::filesystem::path& file);

/// Tells on standard error in what this build differs from the run's.
void warn_of_other_build(const StoredRun& run, const Provenance& now);

/// "<stem>.<what>.h5" in the same folder.
std::filesystem::path named_after(const std::filesystem::path& result, const std::string& what);

/// Whether a repeated run gave the bits of the first one, for people or as a member of a JSON
/// object. What tells times and the machine doesn't count.
std::string comparison_text(const StoredRun& run, const std::filesystem::path& repeated);
std::string comparison_json(const StoredRun& run, const std::filesystem::path& repeated);

}  // namespace meniscus
