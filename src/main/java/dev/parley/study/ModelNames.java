package dev.parley.study;

import dev.parley.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of the language models that studies may name. */
public interface ModelNames {

    /** What a model is wanted for. */
    enum Use {
        PROPOSALS,
        PREDICTIONS
    }

    /** The names that a project may give where it wants a model for this, in alphabetical order; perhaps none. */
    List<String> all(Project project, Use use);

    /** What is wrong with a name that is none of these, in words that follow the field's name. */
    String fault(Project project, String name, Use use);

    /**
     * Refuses a name that is none of these.
     *
     * @param name null where none is given
     * @param pointer where the name is in the request
     */
    default void require(Project project, @Nullable String name, Use use, String pointer) {
        if (name != null && !all(project, use).contains(name)) {
            throw ProblemException.at(pointer, fault(project, name, use));
        }
    }

    /** The name of the one that studies take which name none; empty where there is none. */
    Optional<String> byDefault();

    /** Whether what models are asked and answer is kept, so that they can be reminded of it. */
    boolean keepsTexts();

    /** What there is to say of the model of a study with these terms; null if nothing. */
    default @Nullable String note(Study study, StudyTerms terms) {
        ModelTerms model = terms.model();
        if (model == null) {
            return null;
        }
        if (model.replay() != null) {
            return "No language model is asked: the proposals are those recorded of %s.".formatted(model.replay());
        }
        if (model.name() != null && !all(study.project(), Use.PROPOSALS).contains(model.name())) {
            return "The model %s is not configured any more: suggestions are those of auto.".formatted(model.name());
        }
        return model.name() == null && byDefault().isEmpty()
                ? "No language model is configured: suggestions are those of auto."
                : null;
    }
}
