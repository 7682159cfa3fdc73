package dev.parley.bench;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.optimizer.Direction;

/** One line that a {@link PruningProcess} reads; {@code study} is any word that the sender chose for a study. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "create", value = PruningMessage.Create.class),
    @JsonSubTypes.Type(name = "report", value = PruningMessage.Report.class),
    @JsonSubTypes.Type(name = "tell", value = PruningMessage.Tell.class),
    @JsonSubTypes.Type(name = "close", value = PruningMessage.Close.class)
})
sealed interface PruningMessage {

    /** Which study it is about. */
    String study();

    /**
     * Begins a study of one metric.
     *
     * @param direction which end of it is good
     * @param pruner what stops its trials
     */
    record Create(String study, Direction direction, PrunerSettings pruner) implements PruningMessage {}

    /** Reports what a trial's metric is at a step, and asks whether it should stop. */
    record Report(String study, int trial, long step, double value) implements PruningMessage {}

    /** Tells that a trial has ended. */
    record Tell(String study, int trial, boolean complete) implements PruningMessage {}

    /** Forgets a study. */
    record Close(String study) implements PruningMessage {}
}
