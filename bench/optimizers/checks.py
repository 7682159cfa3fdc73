"""Checks of the bench itself: python3 -m unittest checks (in this folder)."""

import dataclasses
import math
import pathlib
import tempfile
import unittest

import numpy as np

import cache
import judging
import report
import tasks
from protocol import Curve, run
from peers.peer import Peer
from peers.random_search import RandomSearch
from tasks import space


class Tasks(unittest.TestCase):
    def test_every_family_is_in_both_halves(self):
        halves = [{task.family for task in tasks.ALL if task.half == half} for half in (tasks.TUNING, tasks.JUDGING)]
        self.assertEqual(*halves)

    def test_no_random_configuration_is_better_than_the_minimum(self):
        for task in tasks.ALL:
            random = np.random.default_rng(3)
            losses = [task.loss(space.draw(task.space, random)) for _ in range(5 if task.edition else 500)]
            self.assertGreaterEqual(np.nanmin(losses), task.zero, task.name)

    def test_draws_have_the_active_parameters_alone_and_lie_within_their_bounds(self):
        random = np.random.default_rng(4)
        for task in tasks.ALL:
            for configuration in (space.draw(task.space, random) for _ in range(50)):
                active = [p for p in task.space if space.is_active(p, configuration)]
                self.assertEqual(list(configuration), [p["name"] for p in active])
                for p in active:
                    value = configuration[p["name"]]
                    inside = p["low"] <= value <= p["high"] if "low" in p else value in space.values(p)
                    self.assertTrue(inside, task.name)

    def test_startup_and_noise_depend_on_the_seed_alone(self):
        task = tasks.BY_NAME["noisy-sphere-4"]
        self.assertEqual(task.startup(7), task.startup(7))
        self.assertNotEqual(task.startup(7), task.startup(8))
        np.testing.assert_array_equal(task.noises(7, 20)[:10], task.noises(7, 10))

    def test_a_fingerprint_changes_with_the_loss_and_the_noise(self):
        task = tasks.BY_NAME["branin-2"]
        changed = [dataclasses.replace(task, noise=1.0), dataclasses.replace(task, loss=lambda c: task.loss(c) + 1e-3)]
        self.assertEqual(len({t.fingerprint for t in [task, *changed]}), 3)


class Workers(Peer):
    """Gives the same configuration again and again, and takes down what it is told of."""

    def __init__(self, configuration):
        self.configuration, self.count, self.told = configuration, 0, []

    def add(self, configuration, loss):
        pass

    def ask(self):
        self.count += 1
        self.asked = self.count
        return self.configuration

    def tell(self, loss):
        self.told.append(self.asked)


class Studies(unittest.TestCase):
    def test_pending_trials_are_told_by_when_they_end_and_repeats_among_them_count(self):
        task = tasks.BY_NAME["branin-2"]
        workers = Workers(task.startup(5)[0])
        curve = run(workers, task, 5, 30, pending=4)
        durations = task.durations(5, 34)[10:]
        ends, free = {}, [0.0] * 4
        for number, duration in enumerate(durations[:workers.count], 1):
            begin = free.pop(free.index(min(free)))
            ends[number] = begin + duration
            free.append(ends[number])
        self.assertEqual(workers.told, sorted(ends, key=ends.get)[:20])
        self.assertEqual((workers.count, curve.repeats), (23, 22))

    def test_a_noisy_study_is_judged_by_the_noiseless_loss_of_its_luckiest_trial(self):
        task = dataclasses.replace(tasks.BY_NAME["noisy-sphere-4"], noise=100.0)
        curve = run(RandomSearch("random", task.space, 5), task, 5, 30)
        told = [task.loss(c) + noise for c, noise in zip(task.startup(5), task.noises(5, 30))]
        self.assertAlmostEqual(curve.loss(10), task.loss(task.startup(5)[int(np.argmin(told))]), delta=1e-4)

    def test_kept_curves_come_back_unless_their_task_changed(self):
        task, curve = tasks.BY_NAME["branin-2"], Curve(((1, 2.5), (30, 0.5)), 50, 1.5)
        folder = cache.FOLDER
        with tempfile.TemporaryDirectory() as scratch:
            cache.FOLDER = pathlib.Path(scratch)
            try:
                kept = cache.Cache("any", "1")
                kept.keep(task, 3, curve)
                kept.save()
                self.assertEqual(cache.Cache("any").find(task, 3, 50), curve)
                self.assertIsNone(cache.Cache("any").find(task, 3, 51))
                self.assertIsNone(cache.Cache("any").find(dataclasses.replace(task, noise=1.0), 3, 50))
            finally:
                cache.FOLDER = folder


class Judging(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(6)
        self.theirs = [random.lognormal(size=20) for _ in range(6)]

    def test_half_the_regret_everywhere_is_a_ratio_of_a_half(self):
        ours = [regrets / 2 for regrets in self.theirs]
        self.assertAlmostEqual(judging.ratio(ours, self.theirs), 0.5)
        np.testing.assert_allclose(judging.interval(ours, self.theirs), [0.5, 0.5])
        self.assertLess(judging.p_value(ours, self.theirs), 0.01)

    def test_an_interval_holds_the_ratio(self):
        ours = [regrets * scale for regrets, scale in zip(self.theirs, [0.3, 0.5, 0.5, 0.8, 1.1, 0.6])]
        low, high = judging.interval(ours, self.theirs)
        self.assertTrue(low < judging.ratio(ours, self.theirs) < high < 1)

    def test_the_same_regrets_are_no_evidence(self):
        self.assertEqual(judging.p_value(self.theirs, self.theirs), 1)

    def test_regrets_from_one_distribution_are_seldom_significant(self):
        random = np.random.default_rng(7)
        pairs = random.lognormal(size=(60, 2, 3, 8))
        found = [judging.p_value(ours, theirs) for ours, theirs in pairs]
        self.assertLessEqual(sum(p < 0.05 for p in found), 8)

    def test_holm_corrects_as_in_his_paper(self):
        np.testing.assert_allclose(judging.holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06])

    def test_equal_regrets_share_a_rank(self):
        np.testing.assert_allclose(judging.ranks([[[1.0, 3.0]], [[1.0, 2.0]], [[5.0, 1.0]]]), [[2.25, 1.75, 2.0]])

    def test_without_a_peer_ranks_are_compared_with_the_reference(self):
        curves = {name: {"branin-2": {0: Curve(((1, loss),), 100, 1.0)}} for name, loss in
                  [("parley:a", 2.0), ("parley:b", 1.0)]}
        ranks = report.Comparison([tasks.BY_NAME["branin-2"]], curves, "parley:a").ranks(50)
        self.assertEqual([(r["rank"], r["behind"]) for r in ranks.values()], [(2.0, "parley:a"), (1.0, "parley:a")])

    def test_a_regret_is_floored_in_proportion_to_the_task(self):
        task = dataclasses.replace(tasks.BY_NAME["svm-german"], zero=-1.0, known_scale=2.0)
        np.testing.assert_allclose(judging.floored([-1.0, -0.5], task), [2e-4, 0.5])


if __name__ == "__main__":
    unittest.main()
