package dev.parley.suggestion;

import dev.parley.llm.Recordings;
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
import org.springframework.stereotype.Component;

/**
 * Lets an ask wait for a model's proposals, no longer than its client says. Where the client says nothing, only a study's first
 * ask waits, for the first proposals and as long as the study says; none waits for a model that is missing or failing. A study
 * that replays another one gets the proposals that are recorded to be there by now.
 */
@Component
class ProposalWait {

    private static final Duration LOOK = Duration.ofMillis(25);

    private final KnownStudies known;
    private final Studies studies;
    private final Transactions transactions;
    private final StudyModels models;
    private final Refill refill;
    private final Recordings recordings;

    ProposalWait(
            KnownStudies known,
            Studies studies,
            Transactions transactions,
            StudyModels models,
            Refill refill,
            Recordings recordings) {
        this.known = known;
        this.studies = studies;
        this.transactions = transactions;
        this.models = models;
        this.refill = refill;
        this.recordings = recordings;
    }

    /** Waits, holding nothing. */
    void before(Project project, StudyName name, AskRequest request) {
        StudyView view =
                known.find(project, name).orElseGet(() -> transactions.read(() -> studies.find(project, name)));
        ModelTerms model = view.terms().model();
        if (model == null || view.progress().state() != StudyState.ACTIVE) {
            return;
        }
        if (model.replay() != null) {
            recordings.bring(view);
            return;
        }
        if (!refill.isPossible()) {
            return;
        }
        boolean isAlone = model.mode() == null;
        if (isAlone && !isThere(view.study().id(), false)) {
            transactions.write(() -> models.missed(view.study().id()));
        }
        boolean isFirst = view.progress().nextNumber() == 0;
        int patience = request.waitMs() != null ? request.waitMs() : isFirst ? model.firstWaitMs() : 0;
        if (patience > 0 && refill.isReady(model)) {
            await(view.study().id(), patience, request.waitMs() == null);
        }
    }

    private void await(long studyId, int patience, boolean onlyTheFirst) {
        long deadline = System.nanoTime() + Duration.ofMillis(patience).toNanos();
        while (!isThere(studyId, onlyTheFirst) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(Duration.ofNanos(Math.clamp(deadline - System.nanoTime(), 0, LOOK.toNanos())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isThere(long studyId, boolean onlyTheFirst) {
        Optional<Standing> standing = transactions.read(() -> models.standing(studyId));
        return standing.isEmpty()
                || standing.get().waiting() > 0
                || (onlyTheFirst && standing.get().hasTried());
    }
}
