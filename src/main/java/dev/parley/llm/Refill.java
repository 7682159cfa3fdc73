package dev.parley.llm;

import dev.parley.llm.Proposals.Proposed;
import dev.parley.llm.StudyModels.Claim;
import dev.parley.llm.StudyModels.Cost;
import dev.parley.llm.answer.AnswerReader;
import dev.parley.llm.answer.ReadAnswer;
import dev.parley.llm.answer.Rejection;
import dev.parley.llm.model.Answer;
import dev.parley.llm.model.Failure;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.ModelCard;
import dev.parley.llm.model.ModelState;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.Question;
import dev.parley.llm.model.Reply;
import dev.parley.llm.model.Tokens;
import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.FailedTrial;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.PromptWriter;
import dev.parley.observability.Metric;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.ModelTerms;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks a study's model for proposals and stores those that can be used.
 *
 * <p>Nothing is locked while the model thinks: a refill is claimed in one short transaction and written in another. An answer
 * with too few proposals to use is followed by one more call, which is told what was wrong.
 */
@Component
public class Refill {

    /** How many proposals to ask for. */
    private static final int WANTED = 8;

    /** The most calls of one refill. */
    private static final int MOST_CALLS = 2;

    /** How long a claim outlasts the calls' own timeouts. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** How long to leave a study alone whose budget is spent. */
    private static final Duration SPENT = Duration.ofMinutes(10);

    /** How many tokens of a call are reserved besides those of the longest answer. */
    private static final int QUESTION_TOKENS = 2 * PromptWriter.TOKENS;

    private final Models models;
    private final StudyModels studyModels;
    private final Proposals proposals;
    private final Exchanges exchanges;
    private final Studies studies;
    private final Transactions transactions;
    private final MeterRegistry meters;

    Refill(
            Models models,
            StudyModels studyModels,
            Proposals proposals,
            Exchanges exchanges,
            Studies studies,
            Transactions transactions,
            MeterRegistry meters) {
        this.models = models;
        this.studyModels = studyModels;
        this.proposals = proposals;
        this.exchanges = exchanges;
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
     * @param failures trials that failed, the latest first
     * @param constraints the names of the outcome constraints
     */
    public record Subject(StudyView view, History history, List<FailedTrial> failures, List<String> constraints) {}

    /** One call of a refill: what became of it. */
    private record Call(
            Exchange exchange,
            Cost cost,
            List<Proposed> proposed,
            @Nullable String feedback) {}

    /** Whether there is any model to ask. */
    public boolean isPossible() {
        return !models.all().isEmpty();
    }

    /** Whether a study's model is there and answers. */
    public boolean isReady(ModelTerms terms) {
        return model(terms)
                .map(model -> model.health().state() == ModelState.READY)
                .orElse(false);
    }

    /** Claims the refill of a study; empty if it is not to be had, for want of a model or a budget, for instance. */
    public Optional<Started> start(StudyView view) {
        long studyId = view.study().id();
        ModelTerms terms = Objects.requireNonNull(view.terms().model());
        LanguageModel model = model(terms).orElse(null);
        if (model == null || model.health().state() == ModelState.OPEN) {
            transactions.write(() -> studyModels.putOff(studyId, MARGIN));
            return Optional.empty();
        }
        Cost call = most(model.card());
        Duration time = model.card().timeout().multipliedBy(MOST_CALLS).plus(MARGIN);
        Optional<Claim> claim = transactions.write(() -> {
            Optional<Claim> both = studyModels.claim(studyId, time, call.times(MOST_CALLS), terms.budget());
            return both.isPresent() ? both : studyModels.claim(studyId, time, call, terms.budget());
        });
        if (claim.isEmpty()) {
            transactions.write(() -> studyModels.putOff(studyId, SPENT));
        }
        return claim.map(claimed -> new Started(claimed, model));
    }

    private Optional<LanguageModel> model(ModelTerms terms) {
        return terms.name() == null ? models.byDefault() : models.find(terms.name());
    }

    /** What a call may cost at most. */
    private static Cost most(ModelCard card) {
        Tokens tokens = new Tokens(QUESTION_TOKENS, card.maxTokens());
        return new Cost(1, tokens.input() + tokens.output(), money(card, tokens));
    }

    private static BigDecimal money(ModelCard card, Tokens tokens) {
        return card.price() == null ? BigDecimal.ZERO : card.price().of(tokens);
    }

    /** Asks, and stores what can be used; outside any transaction. */
    public void run(Started started, Subject subject) {
        StudyView view = subject.view;
        List<Configuration> waiting = transactions.read(() -> proposals.waiting(view)).stream()
                .map(Proposal::configuration)
                .toList();
        Briefing briefing = briefing(subject, waiting, List.of());
        Optional<Prompt> prompt = new PromptWriter(PromptWriter.TOKENS).write(briefing);
        List<Call> calls = new ArrayList<>();
        if (prompt.isPresent()) {
            calls.add(call(started, 0, prompt.get(), briefing, prompt.get().user()));
            Call first = calls.getFirst();
            if (first.feedback != null && started.claim.calls() > 1) {
                List<Configuration> known = Stream.concat(
                                waiting.stream(), first.proposed.stream().map(Proposed::configuration))
                        .toList();
                calls.add(call(
                        started,
                        1,
                        prompt.get(),
                        briefing(subject, known, List.of()),
                        prompt.get().user() + "\n\n" + first.feedback));
            }
        }
        transactions.write(() -> store(started.claim, view, calls));
    }

    private static Briefing briefing(Subject subject, List<Configuration> waiting, List<Configuration> repeated) {
        StudyView view = subject.view;
        return new Briefing(
                view.study().description(),
                view.terms().space(),
                view.terms().objectives(),
                subject.constraints,
                subject.history,
                subject.failures,
                waiting,
                repeated,
                view.room().remaining(),
                WANTED);
    }

    private Call call(Started started, int index, Prompt prompt, Briefing briefing, String user) {
        ModelCard card = started.model.card();
        Instant now = Instant.now();
        Reply reply = started.model.ask(new Question(prompt.system(), user, prompt.schema()));
        Tokens tokens = reply.tokens();
        Cost cost = tokens == null
                ? (reply.requests() == 0 ? Cost.NONE : most(card))
                : new Cost(1, tokens.input() + tokens.output(), money(card, tokens));
        Map<String, Integer> fates = new LinkedHashMap<>();
        List<Proposed> proposed = List.of();
        String feedback = null;
        String text = null;
        if (reply instanceof Answer answer) {
            text = answer.text();
            ReadAnswer read = new AnswerReader(briefing).read(text);
            fates.put("accepted", read.proposals().size());
            read.repairs().forEach((repair, count) -> fates.put(repair.toString(), count));
            read.rejections().forEach((rejection, count) -> fates.put(rejection.toString(), count));
            count(read);
            proposed = read.proposals().stream()
                    .map(accepted -> new Proposed(accepted.configuration(), accepted.rationale()))
                    .toList();
            feedback = read.feedback();
        }
        Failure failure = reply instanceof Failure failed ? failed : null;
        Exchange exchange = new Exchange(
                started.claim.exchange() + index,
                card.name(),
                settings(card),
                Exchanges.hash(prompt.system(), user),
                prompt.system(),
                user,
                text,
                text == null ? null : Exchanges.hash(text),
                failure == null ? "answered" : failure.kind().toString(),
                failure == null ? null : failure.reason(),
                fates,
                tokens == null ? null : (Long) tokens.input(),
                tokens == null ? null : (Long) tokens.output(),
                card.price() == null ? null : (Double) cost.money().doubleValue(),
                reply.latency().toMillis(),
                now);
        return new Call(exchange, cost, proposed, feedback);
    }

    private void count(ReadAnswer read) {
        read.rejections().forEach((rejection, count) -> {
            boolean isDuplicate = rejection == Rejection.TRIED || rejection == Rejection.PROPOSED;
            Metric.PROPOSALS
                    .counter(meters, isDuplicate ? "duplicate" : "rejected")
                    .increment(count);
        });
        long repaired = read.proposals().stream()
                .filter(accepted -> !accepted.repairs().isEmpty())
                .count();
        Metric.PROPOSALS.counter(meters, "repaired").increment(repaired);
        Metric.PROPOSALS.counter(meters, "accepted").increment(read.proposals().size());
    }

    private static Map<String, Object> settings(ModelCard card) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("provider", card.provider().toString());
        settings.put("model", card.model());
        if (card.temperature() != null) {
            settings.put("temperature", card.temperature());
        }
        settings.put("maxTokens", card.maxTokens());
        return settings;
    }

    /** Stores what came of the calls, and the proposals if the study still has the same space. */
    private int store(Claim claim, StudyView seen, List<Call> calls) {
        StudyView now = studies.lock(claim.studyId()).orElse(null);
        if (now == null) {
            return 0;
        }
        calls.forEach(call -> exchanges.keep(claim.studyId(), call.exchange));
        List<Proposed> proposed = now.isSameSpaceAs(seen)
                ? calls.stream().flatMap(call -> call.proposed.stream()).toList()
                : List.of();
        int ended = now.progress().count(TrialState.COMPLETE)
                + now.progress().count(TrialState.PRUNED)
                + now.progress().count(TrialState.INFEASIBLE);
        List<Proposal> waiting = proposals.waiting(now);
        List<Long> stale = waiting.stream()
                .filter(proposal -> ended - proposal.madeAt() > Proposals.FRESH)
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
