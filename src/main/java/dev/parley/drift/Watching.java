package dev.parley.drift;

import dev.parley.drift.DriftRule.Finding;
import dev.parley.drift.Watch.Drift;
import dev.parley.drift.Watches.Live;
import dev.parley.optimizer.Direction;
import dev.parley.problem.ProblemException;
import dev.parley.study.StudyView;
import dev.parley.webhook.Announcements;
import dev.parley.webhook.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Takes in live measurements, one after the other, and has follow what must where they show a drift; within the caller's
 * transaction, which has locked the watch: so a drift is found once.
 */
@Component
class Watching {

    private final Watches watches;
    private final Successors successors;
    private final Announcements announcements;

    Watching(Watches watches, Successors successors, Announcements announcements) {
        this.watches = watches;
        this.successors = successors;
        this.announcements = announcements;
    }

    /** Takes in measurements; answers what is known after them. */
    Watch take(StudyView view, Watch before, List<Live> added) {
        DriftRule rule = before.rule();
        List<Live> seen = new ArrayList<>(watches.latest(before.studyId(), rule.window()));
        Watch watch = before;
        for (Live live : added) {
            seen.add(live);
            watch = look(view, watch, rule, seen);
        }
        watches.keep(watch, added);
        return watch;
    }

    private Watch look(StudyView view, Watch before, DriftRule rule, List<Live> seen) {
        List<Live> window = seen.subList(Math.max(0, seen.size() - rule.window()), seen.size());
        Finding finding = rule.look(excesses(view, before, window), before.measurements() + 1);
        Watch after = before.after(
                before.measurements() + 1,
                finding.evidence(),
                Math.max(before.mostEvidence(), finding.evidence()),
                before.drift());
        return before.drift() == null && rule.rejects(finding.evidence())
                ? drifted(view, after, window.subList(finding.start(), window.size()))
                : after;
    }

    private static double[] excesses(StudyView view, Watch watch, List<Live> window) {
        Direction direction = view.terms().objectives().getFirst().direction();
        double bound = watch.bound(view);
        return window.stream()
                .mapToDouble(live -> Promise.excess(live.value(), bound, direction))
                .toArray();
    }

    private Watch drifted(StudyView view, Watch watch, List<Live> worse) {
        Drift drift = found(view, watch, worse.getFirst());
        Watch drifted = watch.after(watch.measurements(), watch.evidence(), watch.mostEvidence(), drift);
        announcements.announce(view, EventType.STUDY_DRIFT, DriftMessage.of(view, drifted, worse));
        return drifted;
    }

    private Drift found(StudyView view, Watch watch, Live first) {
        SuccessorSettings settings = Objects.requireNonNull(watch.settings().successor());
        if (!settings.create()) {
            return new Drift(view.now(), first.at(), null, null);
        }
        try {
            return new Drift(
                    view.now(), first.at(), successors.create(view, settings).value(), null);
        } catch (ProblemException e) {
            // The study could not be created today as it was: a model is gone, for instance. The drift is one all the
            // same.
            return new Drift(view.now(), first.at(), null, e.detail());
        }
    }
}
