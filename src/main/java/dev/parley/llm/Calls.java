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
import dev.parley.llm.model.Question;
import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.model.Reply;
import dev.parley.llm.model.Tokens;
import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.PromptWriter;
import dev.parley.llm.prompt.Ranges;
import dev.parley.observability.Metric;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.ModelTerms;
import dev.parley.study.Repeats;
import dev.parley.study.StudyView;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of one refill, one after the other. */
final class Calls {

    private final LanguageModel model;
    private final OngoingCalls ongoing;
    private final Claim claim;
    private final StudyView study;
    private final MeterRegistry meters;
    private Ranges ranges;
    private int made;

    /**
     * The calls of a refill.
     *
     * @param ranges where the model is looking before them
     */
    Calls(
            LanguageModel model,
            OngoingCalls ongoing,
            Claim claim,
            StudyView study,
            Ranges ranges,
            MeterRegistry meters) {
        this.model = model;
        this.ongoing = ongoing;
        this.claim = claim;
        this.study = study;
        this.ranges = ranges;
        this.meters = meters;
    }

    /**
     * A call, and what became of it.
     *
     * @param exchange what was asked and answered
     * @param cost what it cost
     * @param proposed what can be used of the answer
     * @param feedback what to complain of; null if nothing
     */
    record Call(
            Exchange exchange,
            Cost cost,
            List<Proposed> proposed,
            @Nullable String feedback) {}

    /** What a call may cost at most: the question's tokens are estimated, so that twice as many are reserved. */
    static Cost most(ModelCard card, boolean isConversation) {
        int question = 2 * (PromptWriter.TOKENS + (isConversation ? Conversation.TOKENS : 0));
        Tokens tokens = new Tokens(question, card.maxTokens());
        return new Cost(1, tokens.input() + tokens.output(), money(card, tokens));
    }

    private static BigDecimal money(ModelCard card, Tokens tokens) {
        return card.price() == null ? BigDecimal.ZERO : card.price().of(tokens);
    }

    /**
     * Asks the model, and reads its answer.
     *
     * @param earlier what was said before
     * @param user what is said now, for the prompt's own text
     */
    Call make(Prompt prompt, List<Spoken> earlier, String user, Briefing briefing) {
        Instant now = Instant.now();
        Reply reply = ongoing.ask(model, new Question(prompt.system(), earlier, user, prompt.schema()));
        ReadAnswer read =
                reply instanceof Answer answer ? new AnswerReader(briefing, mayRepeat()).read(answer.text()) : null;
        Cost cost = cost(reply, !earlier.isEmpty());
        Exchange exchange = exchange(prompt, earlier, user, reply, read, cost, now);
        made++;
        if (read == null) {
            return new Call(exchange, cost, List.of(), null);
        }
        count(read);
        List<Proposed> proposed = read.proposals().stream()
                .map(accepted -> new Proposed(accepted.configuration(), accepted.rationale()))
                .toList();
        return new Call(exchange, cost, proposed, read.feedback());
    }

    /** In a loop the model may repeat what the study may repeat. */
    private boolean mayRepeat() {
        ModelTerms terms = Objects.requireNonNull(study.terms().model());
        return terms.isLoop() && study.terms().repeats() == Repeats.ALLOW;
    }

    private Cost cost(Reply reply, boolean isConversation) {
        Tokens tokens = reply.tokens();
        if (reply.requests() == 0) {
            return Cost.NONE;
        }
        if (tokens == null) {
            boolean isFree = reply instanceof Failure failure && failure.kind().isFree();
            return isFree ? new Cost(1, 0, BigDecimal.ZERO) : most(model.card(), isConversation);
        }
        return new Cost(1, tokens.input() + tokens.output(), money(model.card(), tokens));
    }

    private Exchange exchange(
            Prompt prompt,
            List<Spoken> earlier,
            String user,
            Reply reply,
            @Nullable ReadAnswer read,
            Cost cost,
            Instant now) {
        ModelCard card = model.card();
        String text = reply instanceof Answer answer ? answer.text() : null;
        Failure failure = reply instanceof Failure failed ? failed : null;
        Tokens tokens = reply.tokens();
        return new Exchange(
                claim.exchange() + made,
                card.name(),
                settings(card),
                hash(prompt, earlier, user),
                prompt.system(),
                user,
                text,
                text == null ? null : Exchanges.hash(text),
                failure == null ? "answered" : failure.kind().toString(),
                failure == null ? null : failure.reason(),
                read == null ? Map.of() : fates(read),
                read == null ? null : moved(read),
                read == null || read.repeated().isEmpty() ? null : values(read.repeated()),
                tokens == null ? null : (Long) tokens.input(),
                tokens == null ? null : (Long) tokens.output(),
                card.price() == null ? null : (Double) cost.money().doubleValue(),
                reply.latency().toMillis(),
                now);
    }

    /** The hash of all that was said, in its order. */
    private static String hash(Prompt prompt, List<Spoken> earlier, String user) {
        List<String> said = new ArrayList<>();
        said.add(prompt.system());
        earlier.forEach(spoken -> said.addAll(List.of(spoken.user(), spoken.assistant())));
        said.add(user);
        return Exchanges.hash(said.toArray(String[]::new));
    }

    private static Map<String, Integer> fates(ReadAnswer read) {
        Map<String, Integer> fates = new LinkedHashMap<>();
        fates.put("accepted", read.proposals().size());
        read.repairs().forEach((repair, count) -> fates.put(repair.toString(), count));
        read.rejections().forEach((rejection, count) -> fates.put(rejection.toString(), count));
        return fates;
    }

    /** Where the model looks after an answer; null where it does not work in a loop. */
    private @Nullable Map<String, List<Object>> moved(ReadAnswer read) {
        if (!Objects.requireNonNull(study.terms().model()).isLoop()) {
            return null;
        }
        ranges = ranges.with(read.ranges());
        return ranges.byName();
    }

    private List<Map<String, Object>> values(List<Configuration> configurations) {
        List<Map<String, Object>> values = new ArrayList<>();
        configurations.forEach(configuration -> values.add(study.terms().space().values(configuration)));
        return values;
    }

    private void count(ReadAnswer read) {
        read.rejections()
                .forEach((rejection, count) ->
                        Metric.PROPOSALS.counter(meters, fate(rejection)).increment(count));
        long repaired = read.proposals().stream()
                .filter(accepted -> !accepted.repairs().isEmpty())
                .count();
        Metric.PROPOSALS.counter(meters, "repaired").increment(repaired);
        Metric.PROPOSALS.counter(meters, "accepted").increment(read.proposals().size());
    }

    private static String fate(Rejection rejection) {
        return switch (rejection) {
            case TRIED, PROPOSED -> "duplicate";
            case SURPLUS -> "surplus";
            default -> "rejected";
        };
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
}
