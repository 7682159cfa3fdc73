package dev.parley.study;

import dev.parley.optimizer.space.InvalidSpaceException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.space.SpaceChange;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Puts another search space in force in the middle of a study, and keeps the former one. */
@Component
class SpacePatch {

    private final StudyDefinitionRepository definitions;
    private final TermsReader terms;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    SpacePatch(
            StudyDefinitionRepository definitions,
            TermsReader terms,
            JdbcClient jdbc,
            ApplicationEventPublisher events) {
        this.definitions = definitions;
        this.terms = terms;
        this.jdbc = jdbc;
        this.events = events;
    }

    /**
     * The space that a patch asks for; empty if it is the one in force.
     *
     * @throws ProblemException of type invalid-request if the space cannot become that
     */
    Optional<SearchSpace> read(@Nullable List<@Nullable ParameterDefinition> patched, SearchSpace inForce) {
        if (patched == null) {
            throw ProblemException.at("/space", "must be the list of all parameters; it cannot be removed");
        }
        try {
            SearchSpace space = SpaceReading.read(patched);
            SpaceChange.check(inForce, space);
            return Optional.of(space).filter(other -> !other.equals(inForce));
        } catch (InvalidSpaceException e) {
            List<FieldFault> faults = e.faults().stream()
                    .map(fault -> new FieldFault("/space" + fault.pointer(), fault.detail()))
                    .toList();
            ProblemException.throwIfAny(faults);
            throw e;
        }
    }

    /** Puts the space of a locked study's view in force and tells everybody. */
    void apply(StudyView view) {
        Study study = view.study();
        jdbc.sql("""
            INSERT INTO former_space (study_id, space_version, last_revision, space)
            SELECT study_id, :version, :revision, space FROM study_definition WHERE study_id = :study
            """)
                .param("version", study.spaceVersion())
                .param("revision", view.progress().revision())
                .param("study", study.id())
                .update();
        definitions
                .findById(study.id())
                .orElseThrow()
                .reshape(terms.write(view.terms().space()));
        study.reshape();
        events.publishEvent(new SpaceChanged(view));
    }
}
