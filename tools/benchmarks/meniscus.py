"""Network by network in Meniscus."""
import os
import tempfile

from benchmarks.networks import network_d_folder
from benchmarks.programs import BenchmarkError, run_json, run_program


POPULATIONS = ("exc", "inh")  # of every network's model file


class Meniscus:
    """The programs of a build folder. `run` gives one measurement, in s, Hz and bytes."""

    def __init__(self, root, build, threads, overrides, precision="double"):
        self.root, self.build, self.threads, self.overrides = root, build, threads, overrides
        self.precision = precision
        self.name = "Meniscus" if precision == "double" else f"Meniscus {precision}"
        self.scratch = tempfile.TemporaryDirectory()
        self.program = os.path.join(build, "meniscus")
        if not os.path.exists(self.program):
            raise BenchmarkError(f"{self.program} is missing: build with tools/build")

    def bench_program(self, name):
        """A program of tests/bench; None where it isn't built."""
        path = os.path.join(self.build, "tests", "bench", name)
        return path if os.path.exists(path) else None

    def missing(self, network):
        """Why a network can't be run; empty if it can."""
        if network.config:
            present = os.path.exists(os.path.join(self.root, network.config))
            return "" if present else f"{network.config} is missing"
        if self.bench_program("meniscus_network_d"):
            return ""
        return "meniscus_network_d is not built (cmake option MENISCUS_BENCHMARKS)"

    def liquid_folder(self):
        """The files of network D, drawn where there are none."""
        folder = network_d_folder()
        if folder:
            return folder
        folder = os.path.join(self.build, "network_d")
        if not os.path.exists(os.path.join(folder, "lsm_in_t_ms.i32")):
            run_program([self.bench_program("meniscus_network_d"), "write", folder])
        return folder

    def run(self, network, seconds):
        if not network.config:
            return self.run_liquid(network, seconds)
        sets = [f"duration={seconds * 1e3:.10g} ms", "record={}"]
        sets += [f"populations.{name}.precision={self.precision}" for name in POPULATIONS]
        measured = self.run_model(network.config, sets + self.overrides)
        return {**measured, "precision": self.told_precision(network)}

    def told_precision(self, network):
        weights = ", weights float" if network.weights == "individual_weights" else ""
        return self.precision + (weights if self.precision == "double" else "")

    def run_model(self, config, sets):
        """A model file with overrides; nothing is recorded unless it says so."""
        command = [self.program, "run", os.path.join(self.root, config), "--json", "--threads",
                   str(self.threads), "--overwrite", "--output",
                   os.path.join(self.scratch.name, "result.h5")]
        for override in sets:
            command += ["--set", override]
        result = run_json(command)
        value = {name: metric["value"] for name, metric in result["metrics"].items()}
        spikes = sum(v for k, v in value.items() if k.startswith("spikes_"))
        return {"cpu": value["cpu_time"], "wall": value["wall_time"],
                "build_cpu": value["build_cpu_time"], "build_wall": value["build_wall_time"],
                "simulated": value["simulated_time"], "spikes": spikes, "rate": value["rate"],
                "events": value["synaptic_events"], "synapses": value["synapses"],
                "bytes_per_synapse": value["bytes_per_synapse"],
                "peak_memory": value["peak_memory"] * 1e6}

    def run_liquid(self, network, seconds):
        result = run_json([self.bench_program("meniscus_network_d"), "run", self.liquid_folder(),
                           str(self.threads), self.precision])
        return {**result, "peak_memory": result["peak_memory"] * 1e6, "simulated": seconds,
                "rate": result["spikes"] / 1000 / seconds,
                "precision": self.told_precision(network)}
