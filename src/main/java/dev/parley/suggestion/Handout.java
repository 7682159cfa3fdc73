package dev.parley.suggestion;

import dev.parley.llm.Proposals;
import dev.parley.observability.Metric;
import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.study.EmptyReason;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.IdempotencyKeys.Scope;
import dev.parley.study.Room;
import dev.parley.study.StudyProgress;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.suggestion.AskResponse.StudyStanding;
import dev.parley.suggestion.Resumption.OwnTrial;
import dev.parley.trial.ConfigurationFormat;
import dev.parley.trial.MixingNote;
import dev.parley.trial.Provenance;
import dev.parley.trial.Trial;
import dev.parley.trial.TrialId;
import dev.parley.trial.TrialRepository;
import dev.parley.trial.TrialResponse;
import dev.parley.trial.Turn;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The writing transaction of an ask. It locks the study's progress first and checks again, under the lock, all that must
 * be exact; what was computed outside is refused where newer trials took the same draw or configuration.
 */
@Component
class Handout {

    /** How often an ask may find that it computed too few suggestions. */
    private static final int MOST_SHORTAGES = 10;

    private final TrialRepository trials;
    private final NewerTrials newerTrials;
    private final QueuedTrials queuedTrials;
    private final Resumption resumption;
    private final DefaultsOnce defaultsOnce;
    private final Proposals proposals;
    private final IdempotencyKeys idempotencyKeys;
    private final ConfigurationFormat format;
    private final TrialResponse.Factory responses;
    private final JsonMapper json;
    private final MeterRegistry meters;
    private final SecureRandom random = new SecureRandom();

    Handout(
            TrialRepository trials,
            NewerTrials newerTrials,
            QueuedTrials queuedTrials,
            Resumption resumption,
            DefaultsOnce defaultsOnce,
            Proposals proposals,
            IdempotencyKeys idempotencyKeys,
            ConfigurationFormat format,
            TrialResponse.Factory responses,
            JsonMapper json,
            MeterRegistry meters) {
        this.trials = trials;
        this.newerTrials = newerTrials;
        this.queuedTrials = queuedTrials;
        this.resumption = resumption;
        this.defaultsOnce = defaultsOnce;
        this.proposals = proposals;
        this.idempotencyKeys = idempotencyKeys;
        this.format = format;
        this.responses = responses;
        this.json = json;
        this.meters = meters;
    }

    /** What a repeated ask gets again: the trials' numbers and the leases they were given under. */
    private record Kept(List<KeptTrial> trials) {}

    private record KeptTrial(int number, int handout) {}

    /**
     * Hands out trials.
     *
     * @param attempt which attempt of this ask it is, from 1
     * @return the answer, or empty if the suggestions have to be computed anew
     */
    Optional<AskResponse> handOut(
            Turn turn, AskRequest request, @Nullable Scope scope, Computation computation, int attempt) {
        StudyView view = turn.view();
        if (scope != null) {
            Optional<Kept> kept = idempotencyKeys.find(scope, request, Kept.class, view.now());
            if (kept.isPresent()) {
                return Optional.of(replay(view, kept.get()));
            }
        }
        if (view.study().id() != computation.studyId() || view.study().spaceVersion() != computation.spaceVersion()) {
            return Optional.empty();
        }
        String fixed = fixed(view, request);
        List<OwnTrial> own = resumption.match(view, request, fixed);
        if (own.stream().anyMatch(OwnTrial::isLost)) {
            view.change(() -> resumption.lose(turn, own));
            return Optional.empty();
        }
        Room room = view.room();
        int total = Math.min(request.wanted() - own.size(), room.total());
        List<Integer> queued = queuedTrials.match(view, fixed, total);
        int fresh = Math.min(total - queued.size(), room.fresh());
        if (fresh > computation.suggestions().size() && attempt < MOST_SHORTAGES) {
            return Optional.empty();
        }
        List<Suggestion> suggestions = computation
                .suggestions()
                .subList(0, Math.min(fresh, computation.suggestions().size()));
        if (newerTrials.collide(turn, computation, suggestions) || !defaultsOnce.allow(view, suggestions)) {
            return Optional.empty();
        }
        if (!proposals.allWait(view, Computation.proposals(suggestions))) {
            proposals.forget(view);
            return Optional.empty();
        }
        List<Trial> handedOut = new ArrayList<>();
        view.change(() -> {
            handedOut.addAll(resumption.handOut(turn, request, own));
            List<Trial> claimed = claim(view, request, queued);
            claimed.forEach(turn::changed);
            List<Trial> created = create(view, request, fixed, computation, suggestions);
            turn.created(created);
            handedOut.addAll(claimed);
            handedOut.addAll(created);
        });
        return Optional.of(answer(view, request, scope, room, handedOut));
    }

    private List<Trial> claim(StudyView view, AskRequest request, List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        StudyProgress progress = view.progress();
        List<Trial> claimed = trials.lockAll(view.study().id(), numbers);
        for (Trial trial : claimed) {
            handOut(trial, view, request, progress.nextRevision());
            progress.moved(TrialState.QUEUED, TrialState.RUNNING);
        }
        progress.asked(view.now());
        trials.flush(); // another ask of the same turn must not find them queued
        return claimed;
    }

    private List<Trial> create(
            StudyView view,
            AskRequest request,
            @Nullable String fixed,
            Computation computation,
            List<Suggestion> suggestions) {
        if (suggestions.isEmpty()) {
            return List.of();
        }
        StudyProgress progress = view.progress();
        int number = progress.nextNumbers(suggestions.size());
        List<Trial> created = new ArrayList<>(suggestions.size());
        for (int i = 0; i < suggestions.size(); i++) {
            Suggestion suggestion = suggestions.get(i);
            long revision = progress.nextRevision();
            Provenance provenance = Provenance.computed(
                    suggestion.origin(),
                    computation.firstDraw() + i,
                    computation.firstDraw(),
                    computation.historyRevision(),
                    computation.fitRevision(),
                    fixed);
            Mixing mixing = suggestion.mixing();
            if (mixing != null) {
                provenance = mixed(view, provenance, mixing);
                if (mixing.proposal() != Mixing.NO_PROPOSAL) {
                    proposals.use(view, mixing.proposal(), number + i, revision);
                }
            }
            Trial trial = new Trial(
                    new TrialId(view.study().id(), number + i),
                    provenance,
                    format.write(view.terms().space(), suggestion.configuration()),
                    false,
                    revision,
                    view.now());
            handOut(trial, view, request, revision);
            created.add(trial);
            Metric.SUGGESTIONS.counter(meters, provenance.origin()).increment();
        }
        progress.drawn(computation.firstDraw() + suggestions.size() - 1);
        progress.entered(TrialState.RUNNING, created.size());
        progress.asked(view.now());
        return created;
    }

    private Provenance mixed(StudyView view, Provenance provenance, Mixing mixing) {
        boolean isModels = mixing.proposal() != Mixing.NO_PROPOSAL;
        return provenance.with(
                mixing.turn() == dev.parley.optimizer.Turn.NONE
                        ? null
                        : mixing.turn().toString(),
                json.writeValueAsString(MixingNote.of(mixing, view.terms().space())),
                isModels ? proposals.rationale(view, mixing.proposal()) : null);
    }

    /** The values that the ask fixes, as a JSON text; null if none. */
    private @Nullable String fixed(StudyView view, AskRequest request) {
        if (request.fixed() == null || request.fixed().isEmpty()) {
            return null;
        }
        SearchSpace space = view.terms().space();
        return format.write(space, space.fixed(request.fixed()));
    }

    private void handOut(Trial trial, StudyView view, AskRequest request, long revision) {
        trial.handOut(request.worker(), request.leaseSeconds(view), random.nextInt(), revision, view.now());
    }

    private AskResponse answer(
            StudyView view, AskRequest request, @Nullable Scope scope, Room room, List<Trial> handedOut) {
        if (handedOut.isEmpty()) {
            Room after = view.room();
            Room empty = after.reason() == null ? room.empty(EmptyReason.NO_MATCH) : after;
            return new AskResponse(List.of(), StudyStanding.of(view.progress().state(), empty));
        }
        if (scope != null) {
            Kept kept = new Kept(handedOut.stream()
                    .map(trial -> new KeptTrial(trial.number(), trial.handout()))
                    .toList());
            idempotencyKeys.keep(scope, request, view.study().id(), kept, view.now());
        }
        return response(
                view,
                handedOut.stream()
                        .map(trial -> responses.handedOut(trial, view.terms()))
                        .toList());
    }

    /** The trials as they are now; a lease only where it is still the one given then. */
    private AskResponse replay(StudyView view, Kept kept) {
        Map<Integer, Integer> handouts =
                kept.trials.stream().collect(Collectors.toMap(KeptTrial::number, KeptTrial::handout));
        return response(
                view,
                trials.findAll(view.study().id(), handouts.keySet()).stream()
                        .map(trial -> handouts.getOrDefault(trial.number(), 0) == trial.handout()
                                ? responses.handedOut(trial, view.terms())
                                : responses.of(trial, view.terms()))
                        .toList());
    }

    private static AskResponse response(StudyView view, List<TrialResponse> handedOut) {
        Room room = view.room();
        return new AskResponse(handedOut, new StudyStanding(view.progress().state(), null, null, room.remaining()));
    }
}
