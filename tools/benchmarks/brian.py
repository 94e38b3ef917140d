"""Network by network in Brian2, C++ standalone on one thread."""
import hashlib
import os
import shutil
import subprocess

from benchmarks.programs import BenchmarkError, run_json, run_program

PYTHON = "/usr/bin/python3"  # Debian's, for which its packages are
MODELS = os.path.join(os.path.dirname(__file__), "brian_models.py")
HOW_TO_GET = "apt-get install python3-brian python3-brian-lib"


def version():
    """Of Brian2; None where it isn't installed."""
    code = "import brian2; print(brian2.__version__)"
    asked = subprocess.run([PYTHON, "-W", "ignore", "-c", code], capture_output=True, text=True,
                           check=False)
    return asked.stdout.strip() if asked.returncode == 0 else None


class Brian2:
    """Compiled programs in a folder of the build, kept from run to run."""
    name = "Brian2"

    def __init__(self, meniscus, folder):
        self.meniscus, self.folder = meniscus, folder

    def missing(self, network):
        if network.same_synapses and not self.meniscus.bench_program("meniscus_write_synapses"):
            return "meniscus_write_synapses is not built (cmake option MENISCUS_BENCHMARKS)"
        if not network.config:
            return self.meniscus.missing(network)
        return ""

    def data(self, network):
        """Arguments that name the folder of a network's arrays."""
        if not network.config:
            return [self.meniscus.liquid_folder()]
        if not network.same_synapses:
            return []
        folder = os.path.join(self.folder, network.name + "-synapses")
        run_program([self.meniscus.bench_program("meniscus_write_synapses"),
                     os.path.join(self.meniscus.root, network.config), folder])
        return [folder]

    def prepare(self, network, seconds):
        """Compiles the network, unless it was before with the same models and data."""
        folder = self.project(network, seconds)
        data = self.data(network)
        key = self.key(data)
        key_file = os.path.join(folder, "key")
        if os.path.exists(key_file) and open(key_file, encoding="ascii").read() == key:
            return
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(self.folder, exist_ok=True)
        compiled = subprocess.run(
            [PYTHON, "-W", "ignore", MODELS, network.name, repr(seconds), folder, *data],
            capture_output=True, text=True, check=False)
        if compiled.returncode != 0:
            raise BenchmarkError("Brian2 could not build " + network.name + ": " +
                                 (compiled.stderr.strip().splitlines() or ["no message"])[-1])
        with open(key_file, "w", encoding="ascii") as file:
            file.write(key)

    def project(self, network, seconds):
        return os.path.join(self.folder, f"{network.name}-{seconds:g}s")

    @staticmethod
    def key(data):
        """What a compiled network depends on."""
        summed = hashlib.sha256(open(MODELS, "rb").read())
        for folder in data:
            for name in sorted(os.listdir(folder)):
                summed.update(open(os.path.join(folder, name), "rb").read())
        return summed.hexdigest()

    def run(self, network, seconds):
        result = run_json(["./main"], self.project(network, seconds))
        synapses = result["synapses"]
        return {**result, "simulated": seconds, "precision": "double",
                "rate": result["spikes"] / network.neurons / seconds,
                "bytes_per_synapse": result["memory"] / synapses if synapses else 0.0}
