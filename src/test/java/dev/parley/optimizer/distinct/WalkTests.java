package dev.parley.optimizer.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WalkTests {

    private static final int MOST = 3_000;

    private static final SearchSpace MIXED = new SearchSpace(List.of(
            new CategoricalParameter("on", List.of(true, false), null, null),
            new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, new Condition("on", List.of(true))),
            new IntParameter("n", 0, 4, 1, Scale.LINEAR, null, null)));

    /** The configurations of a finite space, found by trying each value of each parameter in turn; null if too many. */
    private static Set<Configuration> all(SearchSpace space, Configuration fixed) {
        double[] point = new double[space.size()];
        Arrays.fill(point, Double.NaN);
        Set<Configuration> found = new HashSet<>();
        add(space, fixed, point, 0, found);
        return found;
    }

    private static void add(SearchSpace space, Configuration fixed, double[] point, int i, Set<Configuration> found) {
        if (found.size() > MOST) {
            return;
        }
        if (i == point.length) {
            found.add(new Configuration(point));
            return;
        }
        point[i] = Double.NaN;
        if (!space.isActive(i, point)) {
            add(space, fixed, point, i + 1, found);
        } else if (fixed.isActive(i)) {
            point[i] = fixed.coordinate(i);
            add(space, fixed, point, i + 1, found);
        } else {
            Parameter parameter = space.parameter(i);
            long values = Math.min(parameter.cardinality(), MOST + 1);
            double coordinate = parameter.quantile(0);
            for (long value = 0; value < values; value++) {
                point[i] = coordinate;
                add(space, fixed, point, i + 1, found);
                coordinate = parameter.next(coordinate);
            }
        }
    }

    @Test
    void comesToEveryConfigurationOnceBeforeItComesToTheFirstAgain() {
        int walked = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            Random random = new Random(seed);
            Map<String, Object> values = space.values(RandomSpaces.point(space, random));
            values.keySet().removeIf(name -> random.nextInt(3) > 0);
            Configuration fixed = space.fixed(values);
            if (Walk.isFinite(space, fixed)) {
                Set<Configuration> all = all(space, fixed);
                if (all.size() <= MOST) {
                    walked++;
                    assertWalks(new Walk(space, fixed, random), all, seed);
                }
            }
        }
        assertThat(walked).isGreaterThan(100);
    }

    private static void assertWalks(Walk walk, Set<Configuration> all, long seed) {
        Configuration start = walk.start();
        Set<Configuration> seen = new HashSet<>();
        Configuration at = start;
        for (int step = 0; step < all.size(); step++) {
            assertThat(seen.add(at)).as("seed %d comes to %s once", seed, at).isTrue();
            at = walk.next(at);
        }
        assertThat(seen).as("seed %d", seed).isEqualTo(all);
        assertThat(at).as("seed %d", seed).isEqualTo(start);
    }

    @Test
    void isFiniteWhereNoContinuousParameterCanBeActive() {
        assertThat(Walk.isFinite(MIXED, Configuration.none(MIXED))).isFalse();
        assertThat(Walk.isFinite(MIXED, MIXED.fixed(Map.of("on", true)))).isFalse();
        assertThat(Walk.isFinite(MIXED, MIXED.fixed(Map.of("on", false)))).isTrue();
        assertThat(Walk.isFinite(MIXED, MIXED.fixed(Map.of("x", 0.5)))).isTrue();
        SearchSpace point = new SearchSpace(List.of(new FloatParameter("x", 2, 2, null, Scale.LINEAR, null, null)));
        assertThat(Walk.isFinite(point, Configuration.none(point))).isTrue();
    }

    @Test
    void drawsContinuousParametersAnewAtEveryStep() {
        Walk walk = new Walk(MIXED, MIXED.fixed(Map.of("on", true, "n", 2)), new Random(1));
        Set<Configuration> seen = new HashSet<>();
        Configuration at = walk.start();
        for (int step = 0; step < 1_000; step++) {
            seen.add(at);
            at = walk.next(at);
        }
        assertThat(seen).hasSize(1_000).allMatch(configuration -> configuration.coordinate(2) == 2);
    }
}
