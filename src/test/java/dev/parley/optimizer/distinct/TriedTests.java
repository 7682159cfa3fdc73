package dev.parley.optimizer.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriedTests {

    @Test
    void holdsWhatTheTrialsOfTheseStandingsHave() {
        for (long seed = 0; seed < 500; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            Random random = new Random(seed);
            History history = RandomHistories.history(space, 1, 400, seed);
            Set<Standing> standings = EnumSet.allOf(Standing.class);
            standings.removeIf(standing -> random.nextInt(3) == 0);
            Configuration fixed = Configuration.none(space);
            if (history.size() > 0 && history.configuration(0).isActive(0) && random.nextBoolean()) {
                Map<String, Object> values = space.values(history.configuration(0));
                values.keySet().retainAll(Set.of(space.parameter(0).name()));
                fixed = space.fixed(values);
            }
            Tried tried = new Tried(history, fixed, standings);
            Set<Configuration> expected = new HashSet<>();
            for (int row = 0; row < history.size(); row++) {
                Configuration configuration = history.configuration(row);
                if (standings.contains(history.standing(row))
                        && !configuration.isEmpty()
                        && configuration.matches(fixed)) {
                    expected.add(configuration);
                }
            }
            assertThat(tried.size()).as("seed %d", seed).isEqualTo(expected.size());
            for (int row = 0; row < history.size(); row++) {
                Configuration configuration = history.configuration(row);
                assertThat(tried.contains(configuration))
                        .as("seed %d, row %d", seed, row)
                        .isEqualTo(expected.contains(configuration));
            }
            Configuration other = RandomSpaces.point(space, random);
            assertThat(tried.contains(other)).as("seed %d", seed).isEqualTo(expected.contains(other));
        }
    }
}
