// Reads a model file, hands it to sim/experiment, and tells how it went.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <thread>

#include "models/catalogue.hpp"
#include "plasticity/catalogue.hpp"
#include "sim/config/model_source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/classify.hpp"
#include "sim/experiment/describe.hpp"
#include "sim/experiment/describe_graph.hpp"
#include "sim/experiment/origins.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/experiment/schema.hpp"
#include "sim/experiment/simulate.hpp"
#include "sim/experiment/sweep_check.hpp"
#include "sim/io/provenance.hpp"
#include "tools/command_line.hpp"
#include "tools/convert.hpp"
#include "tools/plot_command.hpp"
#include "tools/run_parts.hpp"
#include "tools/sweep_command.hpp"
#include "tools/terminal.hpp"

namespace meniscus {

namespace {

/// Exit statuses; part of the interface.
enum Status {
  done = 0,
  internal = 1,
  invalid = 2,
  input_output = 3,
  numerical = 5,
  interrupted = 130
};

volatile std::sig_atomic_t stop_requested = 0;

/// The first Ctrl-C ends cleanly, the second at once.
extern "C" void request_stop(int signal) {
  stop_requested = 1;
  std::signal(signal, SIG_DFL);
}

struct Options {
  const Catalogue& catalogue;
  std::string model = {};
  std::vector<std::string> overrides = {};
  std::string seed = {};
  std::string output = {};
  int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  bool overwrite = false;
  bool quiet = false;
  bool json = false;
  bool graph = false;
  bool origins = false;
  std::vector<std::string> graph_files = {};
};

std::vector<std::string> overrides_of(const Options& options) {
  std::vector<std::string> overrides = options.overrides;
  if (!options.seed.empty()) overrides.push_back("seed=" + options.seed);
  return overrides;
}

ModelSource source_of(const Options& options) {
  return load_model(options.model, overrides_of(options));
}

std::filesystem::path output_of(const Options& options, const Specification& specification) {
  if (!options.output.empty()) return options.output;
  if (!specification.output.empty()) return specification.output;
  return std::filesystem::path(options.model).stem().string() + ".h5";
}

int run(const Options& options, std::span<const char* const> command_line) {
  Provenance provenance = begin_provenance(command_line);
  const ModelSource source = source_of(options);
  Specification specification = read_specification(source.root, options.catalogue);
  ResultFile result(output_of(options, specification), options.overwrite);
  provenance.seed = specification.network.seed();
  provenance.threads = static_cast<std::uint32_t>(options.threads);
  provenance.resolved_yaml = specification.yaml;
  provenance.original_yaml = text_of(options.model);
  provenance.inputs = inputs_of(source.included, specification);
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  ProgressBar bar(options.quiet || options.json);
  const RunContext context{.threads = options.threads,
                           .progress = [&](const ProgressState& state) { bar.show(state); },
                           .stopped = [] { return stop_requested != 0; }};
  RunReport report;
  bool stopped = false;
  try {
    report = specification.classify ? classify(specification, context, result)
                                    : simulate(specification, context, result);
    stopped = stop_requested != 0;
  } catch (const Interrupted&) {
    stopped = true;
  }
  bar.finish();
  store(report, result);
  end_provenance(provenance);
  write(result, provenance);
  std::filesystem::path name = result.final_name();
  if (stopped) {
    name = result.keep_partial();
  } else {
    result.commit();
  }
  fmt::print("{}", options.json ? as_json(report, name) : as_text(report, name));
  if (stopped) fmt::print(stderr, "interrupted: what there was is in {}\n", name.string());
  return stopped ? interrupted : done;
}

int validate(const Options& options) {
  const ModelSource source = source_of(options);
  read_specification(source.root, options.catalogue);
  if (source.root.find("sweep") != nullptr) {
    const SweepPlan plan(options.model, {.overrides = overrides_of(options)});
    check_points(plan, options.catalogue, false);
  }
  if (!options.quiet) fmt::print("{} is valid\n", options.model);
  return done;
}

int describe_command(const Options& options) {
  if (options.model == "models") {
    const bool asks_more = options.graph || options.origins || !options.graph_files.empty() ||
                           !options.overrides.empty() || !options.seed.empty();
    if (asks_more) throw ConfigError("describe models takes no other options");
    fmt::print("{}", describe_models(options.catalogue));
    return done;
  }
  for (const std::string& file : options.graph_files) check_graph_file(file, options.overwrite);
  const ModelSource source = source_of(options);
  Specification specification = read_specification(source.root, options.catalogue);
  if (options.origins) {
    fmt::print("{}", describe_origins(source.root, options.catalogue));
    return done;
  }
  const bool draw = options.graph || !options.graph_files.empty();
  const std::string text = describe(specification, draw);
  for (const std::string& file : options.graph_files) write_graph(specification.network, file);
  fmt::print("{}", text);
  return done;
}

int schema_command(const Options& options) {
  fmt::print("{}\n", json_schema(options.catalogue));
  return done;
}

constexpr std::string_view footer =
    "Examples:\n"
    "  meniscus run configs/demo.yaml\n"
    "  meniscus run configs/brunel.yaml --set duration='200 ms' --output short.h5\n"
    "  meniscus sweep configs/brunel.yaml --over stimuli.background.rate='15 kHz, 20 kHz'\n"
    "  meniscus plot brunel.h5 --from '100 ms' --to '300 ms'\n"
    "  meniscus validate my_model.yaml\n"
    "  meniscus describe configs/demo.yaml --graph --export liquid.graphml\n"
    "  meniscus describe my_model.yaml --origins --set seed=2\n"
    "  meniscus describe models\n"
    "  meniscus schema > meniscus.schema.json\n"
    "  meniscus convert brunel.h5 brunel.gdf\n"
    "Exit status: 0 done, 1 internal error, 2 invalid input or usage, 3 input/output,\n"
    "4 some runs of a sweep failed, 5 numerical failure, 130 interrupted.";

void add_model_options(CLI::App& command, Options& options) {
  command.add_option("model", options.model, "model file (YAML)")->required();
  command
      .add_option("--set", options.overrides, "override a key, e.g. --set populations.exc.size=400")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command.add_option("--seed", options.seed, "seed of all random numbers");
}

/// The version, and in a portable build the instruction set that this processor got.
std::string version() {
#ifdef MENISCUS_LEVEL
  return MENISCUS_VERSION " (" MENISCUS_LEVEL ")";
#else
  return MENISCUS_VERSION;
#endif
}

int dispatch(int argc, char** argv, const Catalogue& catalogue) {
  Options options{.catalogue = catalogue};
  CLI::App app{
      "Meniscus: spiking networks and liquid state machines, one YAML file in, one HDF5 file out."};
  app.set_version_flag("--version", version());
  app.require_subcommand(1);
  app.footer(std::string(footer));
  CLI::App* run_command = app.add_subcommand("run", "run a model file and write an HDF5 result");
  add_model_options(*run_command, options);
  run_command->add_option("--threads", options.threads, "threads; results don't depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  run_command->add_option("--output", options.output,
                          "result file (default: the model's output, or its name)");
  run_command->add_flag("--overwrite", options.overwrite, "replace an existing result");
  run_command->add_flag("--quiet", options.quiet, "no progress");
  run_command->add_flag("--json", options.json, "print the results as JSON, no progress");
  CLI::App* validate_command = app.add_subcommand("validate", "report every error of a model file");
  add_model_options(*validate_command, options);
  validate_command->add_flag("--quiet", options.quiet, "print nothing when the file is valid");
  CLI::App* describe_app = app.add_subcommand(
      "describe", "tell what a model file says, or `describe models` for the catalogue");
  add_model_options(*describe_app, options);
  CLI::Option* graph = describe_app->add_flag("--graph", options.graph,
                                              "draw the synapses and describe their graph");
  CLI::Option* exported =
      describe_app
          ->add_option("--export", options.graph_files,
                       "write the drawn neurons and synapses, too: FILE.graphml or FILE.dot")
          ->type_name("FILE")
          ->allow_extra_args(false);
  describe_app->add_flag("--overwrite", options.overwrite, "replace an existing exported file");
  describe_app->add_flag("--origins", options.origins, "tell where each value comes from")
      ->excludes(graph)
      ->excludes(exported);
  const CLI::App* schema_app = app.add_subcommand(
      "schema", "print a JSON Schema of model files, by which editors complete and check them");
  SweepCommand sweep_words;
  const CLI::App* sweep_app = add_sweep_command(app, sweep_words);
  PlotCommand plot_words;
  const CLI::App* plot_app = add_plot_command(app, plot_words);
  const ConvertCommand convert(app, catalogue);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : invalid;
  }
  const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
  if (*run_command) return run(options, words);
  if (*sweep_app) return sweep(sweep_words, catalogue, words);
  if (*schema_app) return schema_command(options);
  if (*plot_app) return plot(plot_words), done;
  if (convert.is_called()) return convert.run(), done;
  return *validate_command ? validate(options) : describe_command(options);
}

}  // namespace

Catalogue full_catalogue() {
  Catalogue catalogue;
  add_models(catalogue);
  add_plasticity(catalogue);
  return catalogue;
}

int command_line(int argc, char** argv, const Catalogue& catalogue) {
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the allowed file size is an error like any other
  try {
    return dispatch(argc, argv, catalogue);
  } catch (const ConfigError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return invalid;
  } catch (const IoError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return input_output;
  } catch (const SimulationError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return numerical;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "out of memory\n");
    return internal;
  } catch (const std::exception& error) {
    fmt::print(stderr, "internal error: {}\n", error.what());
    return internal;
  }
}

}  // namespace meniscus
