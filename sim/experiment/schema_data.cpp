#include "sim/config/quantity.hpp"
#include "sim/experiment/choices.hpp"
#include "sim/experiment/csv_samples.hpp"
#include "sim/experiment/data_reading.hpp"
#include "sim/experiment/schema_sections.hpp"
#include "sim/io/datasets.hpp"

namespace meniscus {

namespace {

/// A whole number for both directions or [x, y].
Json pixels_schema(std::string_view meaning) {
  const Json pixels = whole_number_schema(1, largest_sensor, "");
  return {{"anyOf", {pixels, list_schema(pixels, 2, 2, "")}}, {"description", meaning}};
}

Json recordings_keys(std::string_view folders) {
  return {{"path", text_schema(folders)},
          {"polarity",
           with_default(choice_schema(choices::names(choices::polarities),
                                      "lines of their own for OFF and ON, or which events count"),
                        choices::name(choices::polarities, PolarityUse::separate))},
          {"downsample", pixels_schema("pixels pooled into one line, or [x, y]")}};
}

Json part_files_keys() {
  return {{"path", text_schema("file of the training set")},
          {"test_path", text_schema("file of the test set")}};
}

Json csv_keys(const ValueScale& usual) {
  Json keys = part_files_keys();
  keys["label"] = with_default(
      choice_schema(choices::names(choices::label_columns), "which column is the class"),
      choices::name(choices::label_columns, LabelColumn::first));
  keys.update(fields_schema(field_infos(ValueScale::fields(), usual)));
  return keys;
}

/// The keys that go with a set.
Json keys_of_set(std::string_view set) {
  if (set == "nmnist") return recordings_keys("folder with Train/<class>/ and Test/<class>/");
  if (set == "events") {
    Json keys = recordings_keys("folder with Train/<class>/ and Test/<class>/, or <class>/");
    keys["size"] = pixels_schema("[width, height]; what the first file says unless given");
    keys["chip"] = choice_schema(event_chips(), "of AEDAT 2 files that don't name it");
    return keys;
  }
  if (set == "shd") {
    Json keys = part_files_keys();
    keys.update(fields_schema(field_infos(SpikeListSize::fields(), SpikeListSize{})));
    return keys;
  }
  if (set == "csv_images") return csv_keys(byte_scale);
  if (set == "csv_series") {
    Json keys = csv_keys(ValueScale{});
    keys.update(fields_schema(field_infos(FrameLayout::fields(), FrameLayout{})));
    return keys;
  }
  return {{"path", text_schema("folder with the set's files")}};
}

std::vector<Variant> set_variants() {
  std::vector<Variant> variants;
  for (const DataSetInfo& set : data_sets()) {
    variants.push_back({set.name, set.summary, keys_of_set(set.name), {}});
    if (default_path(set.name).empty()) variants.back().required = {"path"};
  }
  return variants;
}

std::vector<Variant> encoder_variants(const std::vector<EncoderInfo>& encoders) {
  std::vector<Variant> variants;
  for (const EncoderInfo& encoder : encoders) {
    variants.push_back({encoder.name, encoder.summary, fields_schema(encoder.parameters),
                        required_fields(encoder.parameters)});
  }
  return variants;
}

Json filter_bank_schema() {
  const FilterBankOptions defaults;
  std::vector<Variant> variants;
  for (const auto& [name, kind] : choices::filter_banks) {
    variants.push_back({name, "", Json::object(), {}});
    if (kind != FilterBankKind::mel) continue;
    variants.back().properties["window"] =
        with_default(quantity_schema(unit::ms, positive, "of a spectrum"),
                     format_quantity(defaults.window, unit::ms));
  }
  return variants_schema("kind", variants,
                         fields_schema(field_infos(FilterBankOptions::fields(), defaults)),
                         "of sound: the filters whose envelopes are encoded");
}

Json compression_schema() {
  std::vector<Variant> variants;
  for (const auto& [name, kind] : choices::compressions) {
    variants.push_back({name, "", Json::object(), {}});
    if (kind != CompressionKind::log) continue;
    variants.back().properties = fields_schema(field_infos(Compression::fields(), Compression{}));
  }
  return variants_schema("kind", variants, Json::object(),
                         "of sound: what becomes of amplitudes; log unless given");
}

/// `encoder` is one of `encoders`, with the keys it requires.
Json encoded_by(const std::vector<EncoderInfo>& encoders) {
  std::vector<std::string_view> names;
  for (const EncoderInfo& encoder : encoders) names.push_back(encoder.name);
  Json input = required_of_variants("encoder", encoder_variants(encoders));
  input["properties"] = {{"encoder", choice_schema(names, "")}};
  return input;
}

/// What a complete `input` is for data of a kind.
Json complete_input(DataKind kind) {
  Json input = encoded_by(kind == DataKind::values ? value_encoders() : series_encoders());
  if (kind == DataKind::values) input["required"].push_back("duration");
  if (kind != DataKind::sound) input.update(no_keys({"filter_bank", "compression"}));
  if (kind == DataKind::sound) {
    input["required"].push_back("filter_bank");
    for (const std::string_view key : {"filter_bank", "compression"}) {
      input["properties"][std::string(key)] = required_keys({"kind"});
    }
  }
  return input;
}

/// `input` goes with the kind of the data; events can do without.
Json input_of(DataKind kind) {
  std::vector<std::string_view> sets;
  for (const DataSetInfo& set : data_sets()) {
    if (set.kind == kind) sets.push_back(set.name);
  }
  Json then{{"properties", {{"input", {{"propertyNames", {{"enum", {"duration"}}}}}}}}};
  if (kind != DataKind::events) {
    then = required_keys({"input"});
    then["properties"] = {{"input", complete_input(kind)}};
  }
  const Json is_set{{"properties", {{"set", {{"enum", sets}}}}}, {"required", {"set"}}};
  const Json is_kind{{"properties", {{"data", is_set}}}, {"required", {"data"}}};
  return {{"if", is_kind}, {"then", std::move(then)}};
}

}  // namespace

Json data_schema() {
  const auto samples = [](std::string_view meaning) {
    return whole_number_schema(1, most_samples, meaning);
  };
  const Json split{
      {"train", samples("samples: the first ones of the training set")},
      {"validation", samples("samples: the last ones of the training set")},
      {"test", samples("samples: the first ones of the test set")},
      {"folds", whole_number_schema(fewest_folds, most_samples,
                                    "of a cross-validation, instead of train, validation, test")}};
  Json schema = variants_schema("set", set_variants(), split, "the data set");
  schema["dependencies"] = {{"folds", no_keys({"train", "validation", "test"})}};
  return schema;
}

Json input_schema() {
  std::vector<Variant> variants = encoder_variants(value_encoders());
  for (Variant& variant : encoder_variants(series_encoders())) {
    variant.properties["filter_bank"] = filter_bank_schema();
    variant.properties["compression"] = compression_schema();
    const auto same = std::ranges::find(variants, variant.name, &Variant::name);
    if (same != variants.end()) variants.erase(same);
    variants.push_back(std::move(variant));
  }
  const Json duration{{"duration", quantity_schema(unit::ms, positive, "of every sample")}};
  return variants_schema("encoder", variants, duration, "how samples become spikes");
}

Json complete_data_and_input() {
  Json data = required_of_variants("set", set_variants());
  data["anyOf"] = {required_keys({"folds"}), required_keys({"train", "validation", "test"})};
  Json all = required_keys({"data"});
  all["properties"] = {{"data", std::move(data)}};
  for (const DataKind kind :
       {DataKind::values, DataKind::series, DataKind::sound, DataKind::events}) {
    all["allOf"].push_back(input_of(kind));
  }
  return all;
}

}  // namespace meniscus
