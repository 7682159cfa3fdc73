package dev.parley.rules;

import dev.parley.study.StudyState;
import dev.parley.study.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each call does to a study, and how it is answered, by the rules. */
final class Rules {

    private final ModelStudy study;

    Rules(ModelStudy study) {
        this.study = study;
    }

    /**
     * What an ask is answered.
     *
     * @param trials the trials handed out, in their order
     * @param reason why there are none; null if there are some
     */
    record Handed(List<ModelTrial> trials, @Nullable String reason) {}

    /** Hands out: to a worker that comes back its own trials, then queued ones, then new ones. */
    Handed ask(int count, @Nullable String fixed, @Nullable String worker, boolean resume) {
        List<ModelTrial> own = resume ? comeBack(count, fixed, String.valueOf(worker)) : List.of();
        int room = Math.min(count - own.size(), study.startingRoom());
        List<ModelTrial> queued = study.in(TrialState.QUEUED)
                .filter(trial -> trial.hasChoice(fixed))
                .limit(room)
                .toList();
        int fresh = Math.min(room - queued.size(), study.freshRoom());
        List<ModelTrial> handed = new ArrayList<>();
        study.change(() -> {
            for (ModelTrial trial : own) {
                trial.handOutAgain();
                study.changed(trial);
                handed.add(trial);
            }
            for (ModelTrial trial : queued) {
                trial.handOut(worker);
                study.changed(trial);
                handed.add(trial);
            }
            for (int i = 0; i < fresh; i++) {
                ModelTrial trial = study.add(TrialState.QUEUED, false, fixed);
                trial.handOut(worker);
                handed.add(trial);
            }
        });
        String reason = study.emptyReason();
        return new Handed(handed, handed.isEmpty() ? reason == null ? "no-match" : reason : null);
    }

    /** The trials that a worker goes on with; on the way to them, those whose last attempt is over are lost. */
    private List<ModelTrial> comeBack(int count, @Nullable String fixed, String worker) {
        List<ModelTrial> own = new ArrayList<>();
        List<ModelTrial> lost = new ArrayList<>();
        for (ModelTrial trial : study.in(TrialState.RUNNING).toList()) {
            if (worker.equals(trial.worker) && trial.hasChoice(fixed) && own.size() < count) {
                (isOver(trial) ? lost : own).add(trial);
            }
        }
        if (!lost.isEmpty()) {
            expire(lost);
        }
        return own;
    }

    private boolean isOver(ModelTrial trial) {
        return trial.attempt >= study.attempts && !trial.hasAdvanced;
    }

    /**
     * Takes a result.
     *
     * @param value the value told, NaN for one that is no number; null if none is told
     * @param lease the lease it comes under; null if none
     */
    Expected tell(int number, TrialState told, @Nullable Double value, @Nullable GivenLease lease) {
        return study.trial(number).map(trial -> tell(trial, told, value, lease)).orElse(Expected.NO_TRIAL);
    }

    private Expected tell(ModelTrial trial, TrialState told, @Nullable Double value, @Nullable GivenLease lease) {
        if ((told == TrialState.COMPLETE && value == null) || (told == TrialState.FAILED && value != null)) {
            return Expected.INVALID;
        }
        Expected refusal = lease == null ? Expected.OK : belongs(trial, lease);
        if (refusal.isRefusal()) {
            return refusal;
        }
        TrialState outcome = value != null && value.isNaN() ? TrialState.INFEASIBLE : told;
        Double recorded = switch (outcome) {
            case COMPLETE -> value;
            case PRUNED -> value != null ? value : trial.lastReported();
            default -> null;
        };
        if (trial.state.isTold()) {
            boolean isSame =
                    trial.state == outcome && (recorded == null ? trial.value == null : recorded.equals(trial.value));
            return isSame ? Expected.OK : Expected.ALREADY_TOLD;
        }
        Expected answer = tellable(trial, outcome, lease);
        if (!answer.isRefusal()) {
            study.change(() -> {
                trial.value = recorded;
                trial.finish(outcome, study.revision + 1);
                study.changed(trial);
            });
        }
        return answer;
    }

    /** Any attempt's verdict on the configuration counts if it is the first; a failure only the current attempt's. */
    private static Expected tellable(ModelTrial trial, TrialState outcome, @Nullable GivenLease lease) {
        boolean isVerdict = outcome == TrialState.COMPLETE || outcome == TrialState.INFEASIBLE;
        if (trial.state == TrialState.CANCELLED || trial.handout == 0) {
            return Expected.WRONG_STATE;
        }
        boolean isCurrent = trial.state == TrialState.RUNNING && (lease == null || trial.isUnder(lease));
        return isVerdict || isCurrent ? Expected.OK : Expected.LEASE_LOST;
    }

    private static Expected belongs(ModelTrial trial, GivenLease lease) {
        if (lease == GivenLease.NONSENSE) {
            return Expected.INVALID;
        }
        return lease.number() == trial.number ? Expected.OK : Expected.LEASE_MISMATCH;
    }

    /** Renews a lease, which changes nothing else. */
    Expected heartbeat(int number, @Nullable GivenLease lease) {
        return renew(number, lease, trial -> {});
    }

    Expected report(int number, @Nullable GivenLease lease, long step, double value) {
        return renew(number, lease, trial -> trial.report(step, value));
    }

    private Expected renew(int number, @Nullable GivenLease lease, Consumer<ModelTrial> then) {
        if (lease == null || lease == GivenLease.NONSENSE) {
            return Expected.INVALID;
        }
        if (lease.number() != number) {
            return Expected.LEASE_MISMATCH;
        }
        ModelTrial trial = study.trials.get(number);
        if (!trial.isUnder(lease)) {
            return Expected.LEASE_LOST;
        }
        then.accept(trial);
        return Expected.OK;
    }

    /** Back into the queue, as if it had not been handed out. */
    Expected release(int number, @Nullable GivenLease lease) {
        if (lease == null) {
            return Expected.INVALID;
        }
        return onTrial(number, trial -> {
            Expected refusal = belongs(trial, lease);
            if (refusal.isRefusal()) {
                return refusal;
            }
            if (!trial.isUnder(lease)) {
                return Expected.LEASE_LOST;
            }
            study.change(() -> {
                trial.attempt--;
                trial.putBack();
                study.changed(trial);
            });
            return Expected.OK;
        });
    }

    Expected cancel(int number) {
        return onTrial(number, trial -> switch (trial.state) {
            case QUEUED, RUNNING -> {
                study.change(() -> {
                    trial.finish(TrialState.CANCELLED, study.revision + 1);
                    study.changed(trial);
                });
                yield Expected.OK;
            }
            case CANCELLED -> Expected.OK;
            case COMPLETE, PRUNED, INFEASIBLE, FAILED, LOST -> Expected.WRONG_STATE;
        });
    }

    /** Withdraws a result, which stays for the record. */
    Expected retract(int number) {
        return onTrial(number, trial -> {
            if (trial.retracted) {
                return Expected.OK;
            }
            if (!trial.state.isTold()) {
                return Expected.WRONG_STATE;
            }
            study.change(() -> {
                trial.state = TrialState.CANCELLED;
                trial.retracted = true;
                study.changed(trial);
            });
            return Expected.OK;
        });
    }

    private Expected onTrial(int number, Function<ModelTrial, Expected> call) {
        return study.trial(number).map(call).orElse(Expected.NO_TRIAL);
    }

    /** A trial to add: queued, or imported with a result. */
    record Added(TrialState state, String choice, @Nullable Double value) {}

    /** Adds all or none. */
    Expected add(List<Added> added) {
        long queued =
                added.stream().filter(one -> one.state == TrialState.QUEUED).count();
        if (queued > 0 && study.state == StudyState.COMPLETED) {
            return Expected.WRONG_STATE;
        }
        if (queued > 0 && study.limits.trials() != null && study.counted() + queued > study.limits.trials()) {
            return Expected.LIMIT_REACHED;
        }
        study.change(() -> added.forEach(one -> {
            ModelTrial trial = study.add(one.state, one.state != TrialState.QUEUED, one.choice);
            trial.value = one.value;
            trial.finishedRevision = trial.revision;
        }));
        return Expected.CREATED;
    }

    Expected pause() {
        if (study.state == StudyState.COMPLETED) {
            return Expected.WRONG_STATE;
        }
        study.change(() -> study.state = StudyState.PAUSED);
        return Expected.OK;
    }

    Expected resume() {
        if (study.state == StudyState.COMPLETED && study.isLimitMet()) {
            return Expected.WRONG_STATE;
        }
        study.change(() -> study.state = StudyState.ACTIVE);
        return Expected.OK;
    }

    Expected complete() {
        study.change(() -> study.state = StudyState.COMPLETED);
        return Expected.OK;
    }

    /** Other limits: raising one that is met reopens. */
    Expected patch(ModelLimits limits) {
        study.change(() -> {
            study.limits = limits;
            study.version++;
            study.revision++;
        });
        return Expected.OK;
    }

    /** Leases run out: back into the queue for the next attempt, or lost after the last. */
    void expire(List<ModelTrial> running) {
        study.change(() -> running.forEach(trial -> {
            if (trial.attempt < study.attempts) {
                trial.putBack();
            } else {
                trial.finish(TrialState.LOST, study.revision + 1);
            }
            study.changed(trial);
        }));
    }
}
