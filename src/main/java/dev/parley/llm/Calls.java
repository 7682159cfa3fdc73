package dev.parley.llm;

import dev.parley.llm.Proposals.Proposed;
import dev.parley.llm.StudyModels.Claim;
import dev.parley.llm.answer.AnswerReader;
import dev.parley.llm.answer.ReadAnswer;
import dev.parley.llm.answer.Rejection;
import dev.parley.llm.model.Answer;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.ModelCard;
import dev.parley.llm.model.Question;
import dev.parley.llm.model.Question.Spoken;
import dev.parley.llm.model.Reply;
import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.Ranges;
import dev.parley.observability.Metric;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.ModelTerms;
import dev.parley.study.Repeats;
import dev.parley.study.StudyView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    /** What a call may cost at most. */
    static Cost most(ModelCard card, boolean isConversation) {
        return Cost.most(card, card.promptTokens() + (isConversation ? Conversation.TOKENS : 0));
    }

    /**
     * Asks the model, and reads its answer.
     *
     * @param earlier what was said before
     * @param user what is said now, for the prompt's own text
     */
    Call make(Prompt prompt, List<Spoken> earlier, String user, Briefing briefing) {
        Instant now = Instant.now();
        Question question = new Question(prompt.system(), earlier, user, prompt.schema());
        Reply reply = ongoing.ask(model, question);
        ReadAnswer read =
                reply instanceof Answer answer ? new AnswerReader(briefing, mayRepeat()).read(answer.text()) : null;
        Cost cost = Cost.of(model.card(), reply, most(model.card(), !earlier.isEmpty()));
        Map<String, Integer> fates = read == null ? Map.of() : fates(read);
        Exchange exchange = Exchange.of(
                claim.exchange() + made, Exchange.Kind.PROPOSALS, model.card(), question, reply, fates, cost, now);
        if (read != null) {
            exchange = exchange.with(moved(read), read.repeated().isEmpty() ? null : values(read.repeated()));
        }
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
        read.rejections().forEach((rejection, count) -> count(Reception.of(rejection), count));
        count(
                Reception.REPAIRED,
                read.proposals().stream()
                        .filter(accepted -> !accepted.repairs().isEmpty())
                        .count());
        count(Reception.ACCEPTED, read.proposals().size());
    }

    private void count(Reception reception, double count) {
        Metric.PROPOSALS.counter(meters, reception.toString()).increment(count);
    }

    /** What becomes of a configuration that a model put forward, when it is read. */
    enum Reception {
        ACCEPTED,
        REPAIRED,
        DUPLICATE,
        SURPLUS,
        REJECTED;

        private static Reception of(Rejection rejection) {
            return switch (rejection) {
                case TRIED, PROPOSED -> DUPLICATE;
                case SURPLUS -> SURPLUS;
                default -> REJECTED;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
