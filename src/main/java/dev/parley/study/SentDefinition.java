package dev.parley.study;

import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.InvalidSpaceException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a study's definition that never change by themselves, checked; null where a client left one out.
 *
 * @param space where to search
 * @param objectives what to optimize
 * @param strategy how configurations are chosen
 * @param transfer what may be learned from earlier studies
 * @param pruner what stops trials early
 */
record SentDefinition(
        @Nullable SearchSpace space,
        @Nullable List<Objective> objectives,
        StrategyDefinition strategy,
        @Nullable TransferDefinition transfer,
        @Nullable PrunerDefinition pruner) {

    /**
     * The definition in a request.
     *
     * @throws ProblemException of type invalid-request, with a pointer to every fault
     */
    static SentDefinition of(StudyRequest request) {
        List<FieldFault> faults = new ArrayList<>();
        SearchSpace space = null;
        if (request.space() != null) {
            try {
                space = SpaceReading.read(request.space());
            } catch (InvalidSpaceException e) {
                e.faults().forEach(fault -> faults.add(new FieldFault("/space" + fault.pointer(), fault.detail())));
            }
        }
        List<Objective> objectives = null;
        if (request.objectives() != null) {
            objectives = request.objectives().stream()
                    .map(ObjectiveDefinition::toObjective)
                    .toList();
            checkObjectives(request, objectives, faults);
        }
        if (request.strategy() != null) {
            request.strategy().addFaults(faults);
        }
        if (request.transfer() != null) {
            request.transfer().addFaults(faults);
        }
        ProblemException.throwIfAny(faults);
        return new SentDefinition(
                space,
                objectives,
                request.strategy() == null ? StrategyDefinition.UNSET : request.strategy(),
                request.transfer(),
                request.pruner());
    }

    private static void checkObjectives(StudyRequest request, List<Objective> objectives, List<FieldFault> faults) {
        if (request.pruner() != null) {
            request.pruner().addFaults(objectives, faults);
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < objectives.size(); i++) {
            if (!names.add(objectives.get(i).name())) {
                faults.add(new FieldFault("/objectives/" + i + "/name", "must not repeat an earlier name"));
            }
        }
        if (objectives.size() == 1) {
            return;
        }
        StrategyType type =
                request.strategy() == null ? null : request.strategy().type();
        StrategyType chosen = type == null ? StrategyDefinition.USUAL : type;
        if (chosen.takesOneObjective()) {
            faults.add(new FieldFault(
                    "/strategy/type",
                    "must be another, such as tpe or llm-tpe: %s takes a single objective, and there are %d"
                            .formatted(chosen, objectives.size())));
        }
        if (request.transfer() != null
                && request.transfer().from() != null
                && !request.transfer().from().isNone()) {
            faults.add(new FieldFault("/transfer/from", "must be none with more than one objective"));
        }
        if (request.strategy() != null && request.strategy().retests() == Retests.LAST_TENTH) {
            faults.add(new FieldFault("/strategy/retests", "must be none with more than one objective"));
        }
        if (request.strategy() != null && request.strategy().rerank() != null) {
            faults.add(new FieldFault("/strategy/rerank", "must be left out with more than one objective"));
        }
        if (request.limits() != null) {
            addLimitFaults(request.limits(), faults);
        }
    }

    private static void addLimitFaults(Limits limits, List<FieldFault> faults) {
        if (limits.target() != null) {
            faults.add(new FieldFault("/limits/target", "must be left out with more than one objective"));
        }
        if (limits.patience() != null) {
            faults.add(new FieldFault("/limits/patience", "must be left out with more than one objective"));
        }
    }

    /**
     * Checks that the limits make sense with the objectives.
     *
     * @throws ProblemException of type invalid-request
     */
    static void checkLimits(Limits limits, List<Objective> objectives) {
        List<FieldFault> faults = new ArrayList<>();
        if (objectives.size() > 1) {
            addLimitFaults(limits, faults);
        }
        ProblemException.throwIfAny(faults);
    }

    /** Adds what is not as in some other terms: space, objectives or, if it is given, transfer. */
    void addDifferences(StudyTerms terms, String detail, List<FieldFault> faults) {
        if (!Objects.equals(terms.space(), space)) {
            faults.add(new FieldFault("/space", detail));
        }
        if (!Objects.equals(terms.objectives(), objectives)) {
            faults.add(new FieldFault("/objectives", detail));
        }
        if (transfer != null && !transfer.agreesWith(terms.transfer())) {
            faults.add(new FieldFault("/transfer", detail));
        }
    }

    /** The same, with nothing left out. */
    SentDefinition whole() {
        List<FieldFault> faults = new ArrayList<>();
        if (space == null) {
            faults.add(new FieldFault("/space", "must be given to create a study"));
        }
        if (objectives == null) {
            faults.add(new FieldFault("/objectives", "must be given to create a study"));
        }
        ProblemException.throwIfAny(faults);
        return this;
    }

    /**
     * Checks that every part given here equals the stored one. A space may equal the one first sent or the one that has
     * taken its place: a client that never heard of the change goes on, and so does one that followed it.
     *
     * @throws ProblemException of type study-exists, with a pointer to every difference
     */
    void requireAgreement(
            SentDefinition stored, StudyTerms inForce, StrategyDefinition strategyInForce, StudyName name) {
        List<FieldFault> faults = new ArrayList<>();
        if (space != null && !Objects.equals(space, stored.space) && !space.equals(inForce.space())) {
            faults.add(new FieldFault("/space", "differs from the stored study's"));
        }
        if (objectives != null && !Objects.equals(objectives, stored.objectives)) {
            faults.add(new FieldFault("/objectives", "differs from the stored study's"));
        }
        if (!strategy.agreesWith(strategyInForce)) {
            faults.add(new FieldFault("/strategy", "differs from the stored study's"));
        }
        if (transfer != null && !transfer.agreesWith(inForce.transfer())) {
            faults.add(new FieldFault("/transfer", "differs from the stored study's"));
        }
        if (pruner != null && !pruner.agreesWith(inForce.pruner())) {
            faults.add(new FieldFault("/pruner", "differs from the stored study's"));
        }
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    ProblemType.STUDY_EXISTS,
                    "There is a study named %s already, and its definition is another one.".formatted(name),
                    faults);
        }
    }
}
