package dev.parley.llm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.llm.Calls.Call;
import dev.parley.llm.Proposals.Proposed;
import dev.parley.llm.StudyModels.Claim;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.ModelState;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.ProjectModels;
import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.EarlierTrial;
import dev.parley.llm.prompt.FailedTrial;
import dev.parley.llm.prompt.Loop;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.PromptWriter;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.ModelMemory;
import dev.parley.study.ModelNames.Use;
import dev.parley.study.ModelTerms;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks a study's model for proposals and stores those that can be used.
 *
 * <p>Nothing is locked while the model thinks: a refill is claimed in one short transaction and written in another. An answer
 * with too few proposals to use is followed by one more call, which is told what was wrong.
 */
@Component
public class Refill {

    private static final Logger log = LoggerFactory.getLogger(Refill.class);

    /** The most calls of one refill. */
    private static final int MOST_CALLS = 2;

    /** How long a claim outlasts the calls' own timeouts, and a study is left alone whose model cannot be asked. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** How long to leave a study alone whose budget is spent, or charged with calls that may give some of it back. */
    private static final Duration SPENT = Duration.ofMinutes(1);

    private final Models models;
    private final ProjectModels projectModels;
    private final StudyModels studyModels;
    private final Proposals proposals;
    private final Exchanges exchanges;
    private final OngoingCalls ongoing;
    private final Studies studies;
    private final Transactions transactions;
    private final MeterRegistry meters;
    private final Cache<Long, Boolean> leftAlone =
            Caffeine.newBuilder().expireAfterWrite(MARGIN).maximumSize(10_000).build();

    Refill(
            Models models,
            ProjectModels projectModels,
            StudyModels studyModels,
            Proposals proposals,
            Exchanges exchanges,
            OngoingCalls ongoing,
            Studies studies,
            Transactions transactions,
            MeterRegistry meters) {
        this.models = models;
        this.projectModels = projectModels;
        this.studyModels = studyModels;
        this.proposals = proposals;
        this.exchanges = exchanges;
        this.ongoing = ongoing;
        this.studies = studies;
        this.transactions = transactions;
        this.meters = meters;
    }

    /** A claimed refill of a study, and the model it asks. */
    public record Started(Claim claim, LanguageModel model) {}

    /**
     * What a refill is about.
     *
     * @param view the study
     * @param history its history
     * @param earlier trials of earlier studies, the most telling first
     * @param failures trials that failed, the latest first
     * @param constraints the names of the outcome constraints
     */
    public record Subject(
            StudyView view,
            History history,
            List<EarlierTrial> earlier,
            List<FailedTrial> failures,
            List<String> constraints) {}

    /** Whether there is any model to ask. */
    public boolean isPossible() {
        return !models.all().isEmpty();
    }

    /** Whether a study's model is there and answers. */
    public boolean isReady(StudyView view) {
        return model(view)
                .map(model -> model.health().state() == ModelState.READY)
                .orElse(false);
    }

    /** The studies whose model this process could not ask a moment ago; another may. */
    public Set<Long> leftAlone() {
        return leftAlone.asMap().keySet();
    }

    /** Ends the calls that are under way; their refills end as failed ones do. */
    public void endCalls() {
        ongoing.endAll();
    }

    /** Claims the refill of a study; empty if it is not to be had, for want of a model or a budget, for instance. */
    public Optional<Started> start(StudyView view) {
        long studyId = view.study().id();
        ModelTerms terms = Objects.requireNonNull(view.terms().model());
        LanguageModel model = model(view).orElse(null);
        if (model == null || model.health().state() == ModelState.OPEN) {
            leftAlone.put(studyId, true);
            return Optional.empty();
        }
        Cost call = Calls.most(model.card(), terms.memory() == ModelMemory.CONVERSATION);
        Duration time = model.card().timeout().multipliedBy(MOST_CALLS).plus(MARGIN);
        Optional<Claim> claim = transactions.write(() -> {
            Optional<Claim> both = studyModels.claim(studyId, time, call.times(MOST_CALLS), terms.budget());
            return both.isPresent() ? both : studyModels.claim(studyId, time, call, terms.budget());
        });
        if (claim.isEmpty()) {
            transactions.write(() -> studyModels.putOffIfSpent(studyId, SPENT, call, terms.budget()));
        }
        return claim.map(claimed -> new Started(claimed, model));
    }

    private Optional<LanguageModel> model(StudyView view) {
        ModelTerms terms = Objects.requireNonNull(view.terms().model());
        return projectModels.find(view.study().project(), terms.name(), Use.PROPOSALS);
    }

    /** Asks, and stores what can be used; outside any transaction. */
    public void run(Started started, Subject subject) {
        StudyView view = subject.view;
        List<Configuration> waiting = transactions.read(() -> proposals.waiting(view)).stream()
                .map(Proposal::configuration)
                .toList();
        Remembered remembered = transactions.read(() -> exchanges.remembered(view));
        int wanted = Asking.of(Objects.requireNonNull(view.terms().model())).wanted(started.claim.missed());
        Briefing briefing = briefing(subject, remembered, waiting, wanted);
        List<Spoken> earlier = Conversation.again(remembered.spoken());
        Optional<Prompt> prompt = new PromptWriter(started.model.card().promptTokens()).write(briefing);
        List<Call> made = new ArrayList<>();
        if (prompt.isPresent()) {
            Calls calls = new Calls(started.model, ongoing, started.claim, view, remembered.ranges(), meters);
            Call first = calls.make(prompt.get(), earlier, prompt.get().user(), briefing);
            made.add(first);
            if (first.feedback() != null && started.claim.calls() > 1) {
                List<Configuration> known = Stream.concat(
                                waiting.stream(), first.proposed().stream().map(Proposed::configuration))
                        .toList();
                made.add(again(calls, prompt.get(), earlier, first, briefing(subject, remembered, known, wanted)));
            }
        }
        if (prompt.isEmpty()) {
            log.warn(
                    "The search space of study {} is too large for a prompt; its model is not asked",
                    view.study().name());
        }
        transactions.write(() -> store(started.claim, view, briefing, made));
    }

    /** Asks once more, with what was wrong: as the next thing said in a conversation, or else below the same question. */
    private static Call again(Calls calls, Prompt prompt, List<Spoken> earlier, Call first, Briefing briefing) {
        if (briefing.loop() == null || briefing.loop().endedBefore() == null) {
            return calls.make(prompt, earlier, prompt.user() + "\n\n" + first.feedback(), briefing);
        }
        List<Spoken> said = new ArrayList<>(earlier);
        said.add(new Spoken(
                prompt.user(), Objects.requireNonNull(first.exchange().answer())));
        return calls.make(prompt, Conversation.again(said), Objects.requireNonNull(first.feedback()), briefing);
    }

    private static Briefing briefing(Subject subject, Remembered remembered, List<Configuration> waiting, int wanted) {
        StudyView view = subject.view;
        ModelTerms terms = Objects.requireNonNull(view.terms().model());
        return new Briefing(
                view.study().description(),
                view.terms().space(),
                view.terms().objectives(),
                subject.constraints,
                subject.history,
                subject.earlier,
                subject.failures,
                waiting,
                remembered.repeated(),
                view.room().remaining(),
                wanted,
                terms.isLoop() ? new Loop(remembered.ranges(), remembered.ended()) : null);
    }

    /** Stores what came of the calls, and the proposals if the study still has the same space. */
    private int store(Claim claim, StudyView seen, Briefing told, List<Call> calls) {
        StudyView now = studies.lock(claim.studyId()).orElse(null);
        if (now == null) {
            return 0;
        }
        boolean isWhole = told.loop() == null || told.loop().endedBefore() == null;
        calls.forEach(call -> exchanges.keep(seen, told.history().ended(), isWhole, call.exchange()));
        List<Proposed> proposed = now.isSameSpaceAs(seen)
                ? calls.stream().flatMap(call -> call.proposed().stream()).toList()
                : List.of();
        int ended = now.progress().ended();
        int fresh = Asking.of(Objects.requireNonNull(now.terms().model())).fresh();
        List<Proposal> waiting = proposals.waiting(now);
        List<Long> stale = waiting.stream()
                .filter(proposal -> ended - proposal.madeAt() > fresh)
                .map(Proposal::id)
                .toList();
        Cost cost = calls.stream().map(Call::cost).reduce(Cost.NONE, Cost::plus);
        return studyModels
                .settle(claim, now, ended, cost, proposed.size(), waiting.size() - stale.size() + proposed.size())
                .map(first -> {
                    proposals.renew(now, stale, first, proposed, claim.exchange() + calls.size() - 1, ended);
                    return proposed.size();
                })
                .orElse(0);
    }
}
