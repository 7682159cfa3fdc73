package dev.parley.optuna;

import dev.parley.optimizer.Direction;
import java.util.List;
import java.util.Map;

/**
 * A study as Optuna keeps it.
 *
 * @param name its name
 * @param directions of its objectives, in their order
 * @param metrics its objectives' names; empty if they have none
 * @param attributes what the user noted, as texts
 * @param trials its trials, by number
 */
record OptunaStudy(
        String name,
        List<Direction> directions,
        List<String> metrics,
        Map<String, String> attributes,
        List<OptunaTrial> trials) {}
