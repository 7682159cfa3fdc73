package dev.parley.drift;

import java.util.List;
import java.util.Map;

/**
 * A configuration that is in use, and what its study promised of it.
 *
 * @param configuration the active parameters and their values
 * @param trials the numbers of the complete trials of it
 * @param promise what was promised
 */
record Deployed(Map<String, Object> configuration, List<Integer> trials, Promise promise) {}
