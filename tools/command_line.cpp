// The commands of the program, and its exit statuses.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>

#include "models/catalogue.hpp"
#include "plasticity/catalogue.hpp"
#include "sim/config/model_source.hpp"
#include "sim/core/error.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/describe.hpp"
#include "sim/experiment/describe_graph.hpp"
#include "sim/experiment/origins.hpp"
#include "sim/experiment/read_specification.hpp"
#include "sim/experiment/schema.hpp"
#include "sim/experiment/sweep_check.hpp"
#include "tools/command_line.hpp"
#include "tools/convert.hpp"
#include "tools/model_options.hpp"
#include "tools/plot_command.hpp"
#include "tools/predict_command.hpp"
#include "tools/recover_command.hpp"
#include "tools/run_command.hpp"
#include "tools/status.hpp"
#include "tools/sweep_command.hpp"
#include "tools/verify_command.hpp"

namespace meniscus {

namespace {

struct Options {
  const Catalogue& catalogue;
  ModelOptions model = {};
  bool overwrite = false;
  bool quiet = false;
  bool graph = false;
  bool origins = false;
  std::vector<std::string> graph_files = {};
};

int validate(const Options& options) {
  const ModelSource source = options.model.load();
  read_specification(source.root, options.catalogue);
  if (source.root.find("sweep") != nullptr) {
    const SweepPlan plan(options.model.model, {.overrides = options.model.all_overrides()});
    check_points(plan, options.catalogue, false);
  }
  if (!options.quiet) fmt::print("{} is valid\n", options.model.model);
  return done;
}

int describe_command(const Options& options) {
  if (options.model.model == "models") {
    const bool asks_more = options.graph || options.origins || !options.graph_files.empty() ||
                           !options.model.all_overrides().empty();
    if (asks_more) throw ConfigError("describe models takes no other options");
    fmt::print("{}", describe_models(options.catalogue));
    return done;
  }
  for (const std::string& file : options.graph_files) check_graph_file(file, options.overwrite);
  const ModelSource source = options.model.load();
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
    "  meniscus resume brunel.h5\n"
    "  meniscus run --from brunel.h5\n"
    "  meniscus predict results/demo.h5 --data new_images-idx3-ubyte.gz --unlabelled\n"
    "  meniscus recover brunel.h5.journal\n"
    "  meniscus verify brunel.h5\n"
    "Exit status: 0 done, 1 internal error, 2 invalid input or usage, 3 input/output,\n"
    "4 some runs of a sweep failed, 5 numerical failure, 130 interrupted.";

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
  RunCommand run(app, catalogue);
  ResumeCommand resume(app, catalogue);
  const PredictCommand predict(app, catalogue);
  CLI::App* validate_command = app.add_subcommand("validate", "report every error of a model file");
  options.model.add_to(*validate_command);
  validate_command->add_flag("--quiet", options.quiet, "print nothing when the file is valid");
  CLI::App* describe_app = app.add_subcommand(
      "describe", "tell what a model file says, or `describe models` for the catalogue");
  options.model.add_to(*describe_app);
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
  const RecoverCommand recover(app);
  const VerifyCommand verify(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : invalid;
  }
  const Words words(argv, static_cast<std::size_t>(argc));
  if (run.is_called()) return run.run(words);
  if (resume.is_called()) return resume.run(words);
  if (predict.is_called()) return predict.run(words);
  if (*sweep_app) return sweep(sweep_words, catalogue, words);
  if (*schema_app) return schema_command(options);
  if (*plot_app) return plot(plot_words), done;
  if (convert.is_called()) return convert.run(), done;
  if (recover.is_called()) return recover.run(), done;
  if (verify.is_called()) return verify.run(), done;
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
