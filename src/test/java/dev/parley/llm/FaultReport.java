package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of some studies whose model has a fault.
 *
 * @param fault the fault
 * @param asks how many asks there were, each followed by a tell
 * @param failed how many of them got no trial
 * @param used how many trials are the model's proposals
 * @param exchanges the exchanges that are kept, by outcome
 * @param fates what became of the proposals in them
 * @param calls the metric {@code parley.model.calls}, by outcome
 * @param proposals the metric {@code parley.proposals}, by fate
 */
record FaultReport(
        Fault fault,
        int asks,
        int failed,
        int used,
        Map<String, Integer> exchanges,
        Map<String, Integer> fates,
        Map<String, Double> calls,
        Map<String, Double> proposals) {

    /** Expects the fault to show, and exchanges, trials and metrics to tell the same. */
    void check() {
        assertThat(exchanges).containsKey(fault.outcome());
        exchanges.forEach((outcome, count) -> assertThat(calls).containsEntry(outcome, (double) count));
        assertThat(exchanges).hasSameSizeAs(calls);
        if (!fault.isFailure()) {
            assertThat(fates).containsKey(fault.fate());
        }
        assertThat(used > 0).as("proposals are used").isEqualTo(fault.isUsable());
        assertThat(metric("used")).isEqualTo(used);
        assertThat(metric("accepted")).isEqualTo(fates.getOrDefault("accepted", 0));
        assertThat(metric("duplicate")).isEqualTo(fates.getOrDefault("tried", 0) + fates.getOrDefault("proposed", 0));
        assertThat(metric("surplus")).isEqualTo(fates.getOrDefault("surplus", 0));
        assertThat(metric("repaired") > 0).as("proposals are repaired").isEqualTo(fault == Fault.UNKNOWN_NAMES);
        assertThat(metric("rejected") > 0)
                .as("proposals are rejected")
                .isEqualTo(fault == Fault.OUT_OF_RANGE || fault == Fault.BABBLE);
    }

    private int metric(String fate) {
        return proposals.getOrDefault(fate, 0.0).intValue();
    }

    /** A table in Markdown. */
    static String table(List<FaultReport> reports) {
        return """
            | fault | asks | failed | proposals used | exchanges | in them | `parley.model.calls` | `parley.proposals` |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """ + reports.stream().map(FaultReport::row).collect(Collectors.joining());
    }

    private String row() {
        return "| %s | %d | %d | %d | %s | %s | %s | %s |%n"
                .formatted(fault, asks, failed, used, said(exchanges), said(fates), said(calls), said(proposals));
    }

    private static String said(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().intValue() != 0)
                .map(entry -> entry.getValue().intValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
