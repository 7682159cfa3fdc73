package dev.parley.suggestion;

import dev.parley.llm.Refill;
import dev.parley.llm.StudyModels;
import dev.parley.llm.StudyModels.Standing;
import dev.parley.study.ModelTerms;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyState;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.trial.KnownStudies;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lets an ask wait for a model's proposals, no longer than its client says. Where the client says nothing, only a study's first
 * ask waits, for the first proposals and as long as the study says; none waits for a model that is missing or failing, or
 * where nothing can come in time.
 */
@Component
class ProposalWait {

    private static final Duration LOOK = Duration.ofMillis(25);

    private final KnownStudies known;
    private final Studies studies;
    private final Transactions transactions;
    private final StudyModels models;
    private final Refill refill;

    ProposalWait(KnownStudies known, Studies studies, Transactions transactions, StudyModels models, Refill refill) {
        this.known = known;
        this.studies = studies;
        this.transactions = transactions;
        this.models = models;
        this.refill = refill;
    }

    /**
     * How long an ask may go on waiting where the proposal that it waited for went to another.
     *
     * @param studyId the study
     * @param deadline in nanoseconds of {@link System#nanoTime}
     */
    record Patience(long studyId, long deadline) {}

    /** Waits, holding nothing; answers what patience is left for a model that works alone, null if none is. */
    @Nullable
    Patience before(Project project, StudyName name, AskRequest request) {
        if (!refill.isPossible()) {
            return null;
        }
        StudyView view =
                known.find(project, name).orElseGet(() -> transactions.read(() -> studies.find(project, name)));
        ModelTerms model = view.terms().model();
        if (model == null
                || model.replay() != null
                || view.progress().state() != StudyState.ACTIVE
                || view.room().fresh() == 0
                || !refill.isReady(view)) {
            return null;
        }
        long studyId = view.study().id();
        boolean isAlone = model.mode() == null;
        if (isAlone && !isThere(studyId, 0, false)) {
            transactions.write(() -> models.missed(studyId));
        }
        boolean isFirst = view.progress().nextNumber() == 0;
        int wait = request.waitMs() != null ? request.waitMs() : isFirst ? model.firstWaitMs() : 0;
        if (wait == 0) {
            return null;
        }
        Patience patience = new Patience(
                studyId, System.nanoTime() + Duration.ofMillis(wait).toNanos());
        await(patience, request.waitMs() == null);
        return isAlone ? patience : null;
    }

    /** Goes on waiting with the patience that is left. */
    void again(@Nullable Patience patience) {
        if (patience != null) {
            await(patience, false);
        }
    }

    private void await(Patience patience, boolean onlyTheFirst) {
        for (long left = left(patience);
                left > 0 && !isThere(patience.studyId, left, onlyTheFirst);
                left = left(patience)) {
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long left(Patience patience) {
        return patience.deadline - System.nanoTime();
    }

    /** Whether a proposal waits, or none is to be waited for. */
    private boolean isThere(long studyId, long patience, boolean onlyTheFirst) {
        Optional<Standing> standing = transactions.read(() -> models.standing(studyId, Duration.ofNanos(patience)));
        return standing.isEmpty()
                || standing.get().waiting() > 0
                || (patience > 0 && !standing.get().isComing())
                || (onlyTheFirst && standing.get().hasTried());
    }
}
