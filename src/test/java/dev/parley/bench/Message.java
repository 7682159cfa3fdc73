package dev.parley.bench;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.study.StudyRequest;
import dev.parley.study.TrialState;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line that an {@link OptimizerProcess} reads; {@code study} is any word that the sender chose for a study. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "create", value = Message.Create.class),
    @JsonSubTypes.Type(name = "add", value = Message.Add.class),
    @JsonSubTypes.Type(name = "propose", value = Message.Propose.class),
    @JsonSubTypes.Type(name = "candidates", value = Message.Candidates.class),
    @JsonSubTypes.Type(name = "foretell", value = Message.Foretell.class),
    @JsonSubTypes.Type(name = "ask", value = Message.Ask.class),
    @JsonSubTypes.Type(name = "tell", value = Message.Tell.class),
    @JsonSubTypes.Type(name = "close", value = Message.Close.class)
})
sealed interface Message {

    /** Which study it is about. */
    String study();

    /**
     * Begins a study.
     *
     * @param variant a name that {@link Variants} knows; it decides, not the definition's strategy, which gives the seed
     * @param definition the body of a {@code PUT /api/v1/studies/{study}}
     * @param sources the finished trials of similar studies with the same space and objectives; none if null
     */
    record Create(
            String study,
            String variant,
            StudyRequest definition,
            @Nullable List<List<NewTrial>> sources) implements Message {}

    /** Adds finished trials, as {@code POST …/trials} does. */
    record Add(String study, List<NewTrial> trials) implements Message {}

    /** Puts forward configurations of a model, in its order; they wait until an ask uses them. */
    record Propose(String study, List<Map<String, Object>> configurations) implements Message {}

    /** Asks for the engine's best {@code count} candidates, which are not handed out. */
    record Candidates(String study, int count) implements Message {}

    /** Notes what a model says that configurations will score. */
    record Foretell(String study, List<Said> said) implements Message {}

    /**
     * What a model says of a configuration.
     *
     * @param mean the loss that it expects
     * @param origin the candidate's origin; null where the configuration is that of a trial
     */
    record Said(
            Map<String, Object> configuration,
            double mean,
            @Nullable String origin) {}

    /** Asks for {@code count} trials, which are pending until they are told. */
    record Ask(String study, int count) implements Message {}

    /** Tells how a trial ended. */
    record Tell(
            String study,
            int number,
            TrialState state,
            @Nullable Map<String, Double> values,
            @Nullable Map<String, Double> constraints)
            implements Message {}

    /** Forgets a study. */
    record Close(String study) implements Message {}
}
