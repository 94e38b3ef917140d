"""Results through tools/python against what the program printed and against h5py itself."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

try:
    import h5py
    import numpy as np
except ImportError:
    print("skipped: needs python3-h5py")
    sys.exit(77)

program, source = sys.argv[1:3]
tools = os.path.join(source, "tools", "python")
sys.path.insert(0, tools)
import meniscus

try:
    import matplotlib
except ImportError:
    matplotlib = None
try:
    import pandas
except ImportError:
    pandas = None

MODEL = """
duration: 100 ms
populations: {exc: {model: lif, size: 20}, inh: {model: lif, size: 5}}
stimuli: {drive: {source: poisson, rate: 12 kHz, to: [exc, inh], weight: 0.3 mV}}
plasticity: {stdp: {rule: stdp_pair, w_max: 1 mV}}
projections:
  - {from: exc, to: inh, connect: {rule: fixed_indegree, indegree: 4}, weight: 0.5 mV, delay: 1.5 ms, plasticity: stdp}
record:
  spikes: [exc, inh]
  states: {exc: {variables: [v], neurons: [3, 7], interval: 1 ms}}
  weights: exc_to_inh
sweep:
  replicates: 3
  over: {populations.exc.size: [10, 20], stimuli.drive.rate: [8 kHz, 12 kHz]}
"""

CLASSIFIER = """
experiment: classify
resolution: 1 ms
data: {set: csv_images, path: train.csv, test_path: test.csv, train: 30, validation: 10, test: 10, high: 1}
input: {encoder: poisson_rate, max_rate: 200 Hz, duration: 50 ms}
populations: {liquid: {model: lif, size: 8}}
projections:
  - {from: input, to: liquid, connect: {rule: all_to_all}, weight: 8 mV, delay: 1 ms}
readout: {features: {counts: liquid, windows: 2}, classifier: ridge}
"""


def run(*words):
    command = [program, *words]
    return subprocess.run(command, cwd=folder.name, check=True, stdout=subprocess.PIPE, text=True).stdout


def path(name):
    return os.path.join(folder.name, name)


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.printed = json.loads(run("run", "model.yaml", "--json"))["metrics"]

    def setUp(self):
        self.result = meniscus.Result(path("model.h5"))
        self.addCleanup(self.result.close)

    def test_spikes_are_as_many_as_were_printed_and_in_order(self):
        self.assertEqual(self.result.populations, ["exc", "inh"])
        for population, size in (("exc", 20), ("inh", 5)):
            times, neurons = self.result.spikes(population)
            self.assertEqual(len(times), self.printed["spikes_" + population]["value"])
            self.assertGreater(len(times), 10)
            self.assertTrue((np.diff(times) >= 0).all() and times.max() <= 100)
            self.assertLess(neurons.max(), size)
            self.assertEqual(self.result.size(population), size)

    def test_states_stay_between_reset_and_threshold(self):
        times, neurons, values = self.result.states("exc", "v")
        np.testing.assert_array_equal(neurons, [3, 7])
        np.testing.assert_allclose(times, np.arange(len(values)))
        self.assertEqual(values.shape[1], 2)
        self.assertEqual(self.result.unit("report/exc.v/data"), "mV")
        raw = self.result.file["report/exc.v/data"][5, 1]
        self.assertEqual(values[5, 1], raw)
        self.assertTrue((values >= 0).all() and (values < 20).all())  # of lif
        self.assertGreater(values.max(), 10)

    def test_weights_are_those_of_the_rows(self):
        source, target, weight = self.result.weights("exc_to_inh")
        self.assertEqual(len(weight), 5 * 4)
        np.testing.assert_array_equal(np.bincount(target, minlength=5), 4)  # the indegree
        self.assertTrue((np.diff(source) >= 0).all() and source.max() < 20)
        begin = self.result.file["weights/exc_to_inh/row_begin"]
        self.assertEqual((source == 6).sum(), begin[7] - begin[6])

    def test_metrics_are_what_was_printed(self):
        metrics = self.result.metrics()
        for name in ("rate_exc", "synapses", "spikes_inh"):
            self.assertEqual(metrics[name], self.printed[name]["value"])
        self.assertIn("model: lif", self.result.model)
        self.assertTrue(self.result.is_complete)

    @unittest.skipIf(pandas is None, "needs python3-pandas")
    def test_data_frames_hold_the_same(self):
        spikes = self.result.spike_frame()
        counts = spikes.groupby("population").size()
        self.assertEqual(counts["exc"], self.printed["spikes_exc"]["value"])
        states = self.result.state_frame("exc", "v")
        self.assertEqual(states.loc[5.0, 7], self.result.states("exc", "v")[2][5, 1])
        self.assertEqual(len(self.result.weight_frame("exc_to_inh")), 20)


class Classifications(unittest.TestCase):
    def test_features_predictions_and_accuracy_fit(self):
        dice = np.random.default_rng(1)
        for name, count in (("train.csv", 40), ("test.csv", 10)):
            labels = np.arange(count) % 2
            pixels = (dice.random((count, 6)) < np.where(labels[:, None] == 1, 0.9, 0.1)).astype(int)
            np.savetxt(path(name), np.column_stack([labels, pixels]), fmt="%d", delimiter=",")
        run("run", "classifier.yaml", "--quiet")
        with meniscus.Result(path("classifier.h5")) as result:
            features, labels = result.features("test")
            self.assertEqual(features.shape, (10, 16))
            np.testing.assert_array_equal(labels, np.arange(10) % 2)
            right = (result.predictions()["test"] == labels).mean()
            self.assertAlmostEqual(100 * right, float(result.metrics()["accuracy_liquid"]))
            self.assertGreater(features[labels == 1].sum(), features[labels == 0].sum())
            self.assertEqual(result.file.attrs["layout_version"], meniscus.LAYOUTS[-1])
            readout = result.readout()
            self.assertEqual(readout["kind"], "ridge")
            scores = features @ readout["weights"] + readout["bias"]
            np.testing.assert_array_equal(scores.argmax(axis=1), result.predictions()["test"])
        run("predict", "classifier.h5", "--data", "test.csv", "--quiet")
        with meniscus.Result(path("classifier.predictions.h5")) as answer:
            np.testing.assert_allclose(answer.scores(), scores, rtol=1e-12, atol=1e-12)


class Layouts(unittest.TestCase):
    def open_with(self, **attributes):
        with h5py.File(path("layout.h5"), "w") as file:
            file.attrs.update(attributes)
        return meniscus.Result(path("layout.h5"))

    def test_known_ones_are_read_and_others_refused(self):
        for layout in meniscus.LAYOUTS:
            self.open_with(layout_version=np.uint32(layout)).close()
        newer = np.uint32(meniscus.LAYOUTS[-1] + 1)
        with self.assertRaisesRegex(ValueError, "layout.h5: made by a newer Meniscus: layout 3"):
            self.open_with(layout_version=newer)
        with self.assertRaisesRegex(ValueError, "no result of Meniscus"):
            self.open_with()


class Sweeps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run("sweep", "model.yaml", "--quiet")

    def setUp(self):
        self.sweep = meniscus.Sweep(path("model_sweep.h5"))
        self.addCleanup(self.sweep.close)

    def test_points_are_means_of_their_runs(self):
        self.assertEqual(self.sweep.keys, ["populations.exc.size", "stimuli.drive.rate"])
        runs, points = self.sweep.run_arrays(), self.sweep.point_arrays()
        np.testing.assert_array_equal(points["stimuli.drive.rate"], [8, 12, 8, 12])  # kHz
        np.testing.assert_array_equal(points["runs"], 3)
        self.assertEqual(set(runs["status"]), {"done"})
        for point in range(4):
            rates = runs["rate_exc"][runs["point"] == point]
            self.assertEqual(len(rates), 3)
            self.assertAlmostEqual(points["rate_exc"][point], rates.mean(), places=12)
            self.assertAlmostEqual(points["rate_exc_sd"][point], rates.std(ddof=1), places=12)
        self.assertLess(points["rate_exc"][0], points["rate_exc"][1])

    @unittest.skipIf(pandas is None, "needs python3-pandas")
    def test_data_frames_hold_the_same(self):
        means = self.sweep.runs().groupby("stimuli.drive.rate")["rate_exc"].mean()
        self.assertAlmostEqual(means[8.0], self.sweep.points()["rate_exc"][[0, 2]].mean(), places=12)


@unittest.skipIf(matplotlib is None, "needs python3-matplotlib")
class Examples(unittest.TestCase):
    def draw(self, script, *words):
        subprocess.run([sys.executable, os.path.join(tools, script), *words], cwd=folder.name, check=True)
        from matplotlib import image
        pixels = image.imread(path("picture.png"))[..., :3]
        return len(np.unique(pixels.reshape(-1, 3), axis=0))  # colours

    def test_the_raster_shows_both_populations(self):
        run("run", "model.yaml", "--quiet", "--output", "raster.h5")
        self.assertGreater(self.draw("plot_raster.py", "raster.h5", "picture.png"), 20)

    def test_sweeps_are_drawn_over_one_key_and_over_two(self):
        run("sweep", "model.yaml", "--quiet", "--output", "two.h5")
        self.assertGreater(self.draw("plot_sweep.py", "two.h5", "rate_exc", "picture.png"), 20)
        run("sweep", "model.yaml", "--quiet", "--output", "one.h5", "--set",
            "sweep.over={populations.exc.size: [10, 20]}")
        self.assertGreater(self.draw("plot_sweep.py", "one.h5", "rate_exc", "picture.png"), 20)

    def test_an_unknown_metric_is_told(self):
        run("sweep", "model.yaml", "--quiet", "--output", "table.h5")
        script = [sys.executable, os.path.join(tools, "plot_sweep.py"), "table.h5", "rat", "p.png"]
        outcome = subprocess.run(script, cwd=folder.name, stderr=subprocess.PIPE, text=True)
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("no metric rat; there are rate_exc", outcome.stderr)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        folder = type("Folder", (), {"name": name})
        for file, text in (("model.yaml", MODEL), ("classifier.yaml", CLASSIFIER)):
            with open(path(file), "w") as stream:
                stream.write(text)
        unittest.main(argv=sys.argv[:1], verbosity=2)
