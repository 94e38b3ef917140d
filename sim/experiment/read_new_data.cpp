// Samples for a trained readout, of the kinds of data sets whose parts don't have a file each.

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/io/datasets.hpp"

namespace meniscus {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, std::string message, std::string hint) {
  throw ConfigError({Diagnostic{{path.string()}, {}, std::move(message), std::move(hint)}});
}

/// The file of labels beside one of images: t10k-labels-idx1-ubyte.gz of t10k-images-idx3-ubyte.gz.
std::filesystem::path labels_beside(const std::filesystem::path& images) {
  std::string name = images.filename().string();
  for (const auto& [from, to] : {std::pair("images", "labels"), std::pair("idx3", "idx1")}) {
    const std::size_t at = name.find(from);
    if (at != std::string::npos) name.replace(at, std::string_view(from).size(), to);
  }
  std::filesystem::path labels = images.parent_path() / name;
  std::error_code none;
  if (labels == images || !std::filesystem::exists(labels, none)) {
    refuse(images, fmt::format("expected its labels in {}, found no such file", labels.string()),
           "or --unlabelled");
  }
  return labels;
}

PartFiles files_of(const NewData& fresh) {
  std::error_code none;
  if (std::filesystem::is_directory(fresh.path, none)) return part_files(fresh.path, fresh.part);
  if (!std::filesystem::exists(fresh.path, none)) {
    refuse(fresh.path, "no such file or folder",
           "a folder as data.path names, or a file of images in it");
  }
  return {fresh.path, fresh.labelled ? labels_beside(fresh.path) : std::filesystem::path()};
}

}  // namespace

NewImages read_new_images(const NewData& fresh) {
  const PartFiles files = files_of(fresh);
  if (!fresh.labelled) return {{files.images}, load_idx_images(files.images)};
  return {{files.images, files.labels}, load_idx(files.images, files.labels)};
}

std::vector<LabelledFile> find_new_sounds(const NewData& fresh) {
  if (fresh.labelled) return find_spoken_digits(fresh.path, fresh.part);
  std::vector<LabelledFile> sounds;
  for (const ClassFile& file : find_files(fresh.path, ".wav")) sounds.push_back({file.path, 0});
  return sounds;
}

std::vector<ClassFile> find_new_recordings(const NewData& fresh) {
  if (!fresh.labelled) return find_files(fresh.path, "");
  return find_class_files(fresh.path, fresh.part, fresh.class_names);
}

void check_new_samples(const LabelledList& samples, const NewData& fresh) {
  const std::size_t count = samples.count();
  if (fresh.count && *fresh.count > count) {
    refuse(fresh.path, fmt::format("expected {} samples, found {}", *fresh.count, count), "");
  }
  for (std::size_t i = 0; fresh.labelled && i < fresh.count.value_or(count); ++i) {
    if (samples.label(i) < fresh.classes) continue;
    refuse(fresh.path,
           fmt::format("sample {} is of class {}, but the readout tells only classes 0 to {} apart",
                       i, samples.label(i), fresh.classes - 1),
           "or --unlabelled");
  }
}

}  // namespace meniscus
