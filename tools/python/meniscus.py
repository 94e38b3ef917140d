"""Results of Meniscus as NumPy arrays and pandas data frames.

    import meniscus
    result = meniscus.Result("brunel.h5")
    times, neurons = result.spikes("exc")          # arrays [ms], neuron ids
    result.metrics()["rate_exc"]                   # a number
    result.spike_frame()                           # population, neuron, time (pandas)
    meniscus.Sweep("brunel_sweep.h5").points()     # one row per point (pandas)

Needs h5py and NumPy (Debian: python3-h5py); what gives a data frame needs pandas, too (python3-pandas).
Times are in ms; every other value is in the unit that `unit(path)` tells.
"""

import h5py
import numpy as np


def _pandas():
    try:
        import pandas
    except ImportError as error:
        raise ImportError("data frames need pandas (Debian: python3-pandas)") from error
    return pandas


def _values(dataset):
    """An array; texts become str."""
    if h5py.check_string_dtype(dataset.dtype):
        return dataset.asstr()[()]
    return dataset[()]


LAYOUTS = (1, 2)
"""Layouts of results that this module reads (root attribute `layout_version`)."""


def _check_layout(file):
    layout = file.attrs.get("layout_version")
    if layout is None:
        raise ValueError(f"{file.filename}: no result of Meniscus: it has no root attribute layout_version")
    if layout > LAYOUTS[-1]:
        raise ValueError(f"{file.filename}: made by a newer Meniscus: layout {layout}, this module reads "
                         f"{LAYOUTS[0]} to {LAYOUTS[-1]}")


class _File:
    def __init__(self, name):
        self.file = h5py.File(name, "r")
        try:
            _check_layout(self.file)
        except ValueError:
            self.file.close()
            raise

    def close(self):
        self.file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def names(self, group):
        """What a group such as "/spikes" holds, sorted."""
        return sorted(self.file[group]) if group in self.file else []

    def unit(self, path):
        """Unit of the dataset at `path`, e.g. "mV"; "" for pure numbers."""
        return self.file[path].attrs.get("units", "")

    @property
    def is_complete(self):
        return bool(self.file.attrs.get("complete", 0))

    @property
    def model(self):
        """The model file as run, with every parameter resolved."""
        return self.file["provenance/resolved_yaml"].asstr()[()]


class Result(_File):
    """What `meniscus run` wrote."""

    @property
    def populations(self):
        """Those whose spikes were recorded."""
        return self.names("spikes")

    def spikes(self, population):
        """Times [ms] and neurons of all spikes, in order of time."""
        group = self.file["spikes"][population]
        return group["timestamps"][()], group["node_ids"][()]

    def size(self, population):
        """Number of neurons of a population whose spikes were recorded."""
        return int(self.file["spikes"][population].attrs["size"])

    def spike_frame(self):
        """All spikes: population, neuron, time [ms]."""
        frames = []
        for population in self.populations:
            times, neurons = self.spikes(population)
            frames.append(_pandas().DataFrame({"population": population, "neuron": neurons, "time": times}))
        return _pandas().concat(frames, ignore_index=True) if frames else _pandas().DataFrame()

    def states(self, population, variable):
        """Times [ms], neurons, and values (times x neurons) of a recorded state variable."""
        group = self.file["report"][f"{population}.{variable}"]
        start, _, step = group["mapping/time"][()]
        values = group["data"][()]
        return start + step * np.arange(len(values)), group["mapping/node_ids"][()], values

    def state_frame(self, population, variable):
        """The same: a row per time, a column per neuron."""
        times, neurons, values = self.states(population, variable)
        return _pandas().DataFrame(values, index=_pandas().Index(times, name="time"), columns=neurons)

    def features(self, part):
        """Features (samples x features) and labels of a part: "train", "validation", "test", "all"."""
        return self.file["features"][part][()], self.file["labels"][part][()]

    def predictions(self):
        """Classes that the readouts predicted for the test samples, by readout."""
        return {name: self.file["predictions"][name][()] for name in self.names("predictions")}

    def scores(self):
        """What the readout says of each sample for each class, of `meniscus predict` (samples x classes)."""
        return self.file["scores/liquid"][()]

    def readout(self, name="liquid"):
        """A trained readout: `kind`, and its datasets (weights, bias, ...) by name."""
        group = self.file["readout"][name]
        return {"kind": group.attrs["kind"], **{key: _values(group[key]) for key in group}}

    def weights(self, projection):
        """Source, target and weight of every recorded synapse of a projection."""
        group = self.file["weights"][projection]
        counts = np.diff(group["row_begin"][()].astype(np.int64))
        return np.repeat(np.arange(len(counts)), counts), group["target"][()], group["weight"][()]

    def weight_frame(self, projection):
        """The same: source, target, weight."""
        columns = ("source", "target", "weight")
        return _pandas().DataFrame(dict(zip(columns, self.weights(projection))))

    def metrics(self):
        """Every number that the run printed, by name; intervals and the confusion matrix as arrays."""
        return {name: _values(self.file["metrics"][name]) for name in self.names("metrics")}


class Sweep(_File):
    """The table that `meniscus sweep` wrote."""

    def _ordered(self, group):
        names = self.names(group)
        return sorted(names, key=lambda name: int(self.file[group][name].attrs["position"]))

    @property
    def keys(self):
        """Swept keys."""
        return [self.file["points/keys"][name].attrs["path"] for name in self._ordered("points/keys")]

    @property
    def metrics(self):
        return [self.file["runs/metrics"][name].attrs["name"] for name in self._ordered("runs/metrics")]

    def run_arrays(self):
        """A column per swept key and metric, and point, replicate, seed, status, message: a row per
        run. Metrics of runs that failed are NaN."""
        columns = {name: _values(self.file["runs"][name])
                   for name in ("point", "replicate", "seed", "status", "message")}
        for group in ("runs/keys", "runs/metrics"):
            for name in self._ordered(group):
                columns.setdefault(self._column(group, name), _values(self.file[group][name]))
        return columns

    def point_arrays(self):
        """A column per swept key, `runs` that are done, and per metric its mean and `<metric>_sd`
        over the replicates: a row per point."""
        columns = {self._column("points/keys", name): _values(self.file["points/keys"][name])
                   for name in self._ordered("points/keys")}
        columns["runs"] = self.file["points/runs"][()]
        for name in self._ordered("points/mean"):
            metric = self._column("points/mean", name)
            columns[metric] = self.file["points/mean"][name][()]
            columns[metric + "_sd"] = self.file["points/sd"][name][()]
        return columns

    def runs(self):
        """run_arrays as a data frame."""
        return _pandas().DataFrame(self.run_arrays())

    def points(self):
        """point_arrays as a data frame."""
        return _pandas().DataFrame(self.point_arrays())

    def _column(self, group, name):
        attributes = self.file[group][name].attrs
        return attributes["path"] if "path" in attributes else attributes["name"]
