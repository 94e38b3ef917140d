"""The networks that are compared, and where each of them comes from."""
import os
from dataclasses import dataclass


@dataclass
class NetworkSpec:
    name: str
    title: str
    seconds: float  # simulated, unless --duration says otherwise
    config: str = ""  # of Meniscus; empty: the program meniscus_network_d
    neurons: int = 0
    model: str = "lif"  # whose neuron-step limits it
    rows: str = ""  # whose rows limit its events (tests/bench/limit_bench.cpp); empty: no synapses
    weights: str = "shared_weight"
    draws: int = 0  # Poisson counts per tick
    tick: float = 1e-4  # [s]
    same_synapses: bool = False  # Brian2 gets those that Meniscus draws


NETWORKS = {spec.name: spec for spec in (
    NetworkSpec("A", "Vogels-Abbott CUBA, 4,000 neurons, 320 k synapses", 2.0,
                "configs/vogels_abbott.yaml", 4000, "lif_exp", "A", same_synapses=True),
    NetworkSpec("A-50k", "Vogels-Abbott CUBA, 50,000 neurons, 50 M synapses", 1.0,
                "configs/benchmark/vogels_abbott_50k.yaml", 50000, "lif_exp", "A-50k"),
    NetworkSpec("B", "Brunel, 12,500 neurons, 15.6 M synapses", 1.0,
                "configs/brunel.yaml", 12500, "lif", "B", draws=12500),
    NetworkSpec("B-individual", "Brunel, a weight per synapse", 1.0,
                "configs/benchmark/brunel_individual.yaml", 12500, "lif", "B",
                "individual_weights", 12500),
    NetworkSpec("Bnet0", "Brunel without recurrent synapses", 1.0,
                "configs/benchmark/brunel_no_recurrence.yaml", 12500, "lif", draws=12500),
    NetworkSpec("C", "Brunel with STDP on 10 M synapses", 0.3,
                "configs/benchmark/brunel_stdp.yaml", 12500, "lif", "B", "individual_weights",
                12500),
    NetworkSpec("D", "liquid of 1,000, 200 samples of 250 ms", 50.0, "", 1000, "lif", "D",
                "individual_weights", tick=1e-3),
)}


def network_d_folder():
    """The files of network D at hand; None: they have to be drawn."""
    folder = os.path.join(os.environ.get("MENISCUS_DATA", ""), "benchmarks", "network_d")
    return folder if "MENISCUS_DATA" in os.environ and os.path.isdir(folder) else None
