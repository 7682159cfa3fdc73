package dev.parley.llm.answer;

import dev.parley.llm.prompt.Briefing;
import dev.parley.llm.prompt.DataBlock;
import dev.parley.llm.prompt.Instructions;
import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a model answered to a {@linkplain Briefing briefing}: finds the JSON, repairs each proposal, and drops what is
 * no point of the space or is there already.
 *
 * <p>Reading never throws, whatever the text, and takes bounded time and memory. All that comes out lies inside the space.
 */
public final class AnswerReader {

    /** The most proposals that are taken from one answer; in a loop only as many as were wanted. */
    private static final int MOST_PROPOSALS = Briefing.MOST_WANTED;

    private static final int MOST_FAULTS = 20;

    private final Vocabulary vocabulary;
    private final Distance distance;
    private final History history;
    private final List<Configuration> waiting;
    private final boolean mayRepeat;
    private final int wanted;
    private final boolean isLoop;

    /** A reader of answers to this briefing, in which nothing may be repeated. */
    public AnswerReader(Briefing briefing) {
        this(briefing, false);
    }

    /**
     * A reader of answers to this briefing.
     *
     * @param mayRepeat whether a configuration may be proposed that was tried or proposed before
     */
    public AnswerReader(Briefing briefing, boolean mayRepeat) {
        this.mayRepeat = mayRepeat;
        vocabulary = new Vocabulary(briefing.space());
        distance = new Distance(briefing.space());
        history = briefing.history();
        waiting = briefing.waiting();
        wanted = briefing.wanted();
        isLoop = briefing.loop() != null;
    }

    /** What has been read of one answer so far. */
    private static final class Progress {
        final Counts<Repair> repairs = new Counts<>(Repair.class);
        final Counts<Rejection> rejections = new Counts<>(Rejection.class);
        final List<Candidate> candidates = new ArrayList<>();
        final List<String> faults = new ArrayList<>();

        void reject(Rejection rejection, String fault) {
            rejections.add(rejection);
            faults.add(fault);
        }
    }

    /**
     * A proposal that is a point of the space.
     *
     * @param place its place in the answer, from 1
     */
    private record Candidate(int place, AcceptedProposal proposal) {

        Configuration configuration() {
            return proposal.configuration();
        }
    }

    /** What a model's text comes to; null, as where there was no text, counts as empty. */
    public ReadAnswer read(@Nullable String text) {
        Progress progress = new Progress();
        Envelope envelope = new Envelope(vocabulary);
        FoundJson found = FoundJson.in(text == null ? "" : text, value -> 1 + envelope.worth(value));
        count(found, progress.repairs);
        if (found.value() == null) {
            progress.reject(Rejection.UNREADABLE, "there is no JSON object in the answer");
        } else {
            readAll(envelope, envelope.elements(found.value()), progress);
        }
        List<AcceptedProposal> accepted = new ArrayList<>();
        List<Configuration> repeated = new ArrayList<>();
        sift(progress, accepted, repeated);
        return new ReadAnswer(
                accepted,
                progress.repairs.toMap(),
                progress.rejections.toMap(),
                repeated,
                new RangesReading(vocabulary).changed(found.value()),
                2 * accepted.size() < wanted ? feedback(progress.faults) : null);
    }

    private static void count(FoundJson found, Counts<Repair> repairs) {
        if (found.value() != null && found.isSurrounded()) {
            repairs.add(Repair.SURROUNDED);
        }
        if (found.isBrokenOff()) {
            repairs.add(Repair.BROKEN_OFF);
        }
        if (found.repeatsKeys()) {
            repairs.add(Repair.REPEATED_KEY);
        }
    }

    private void readAll(Envelope envelope, List<? extends @Nullable Object> elements, Progress progress) {
        if (elements.isEmpty()) {
            progress.reject(Rejection.EMPTY, "there are no proposals in the answer");
        }
        for (int i = 0; i < elements.size(); i++) {
            if (i >= (isLoop ? wanted : MOST_PROPOSALS)) {
                progress.rejections.add(Rejection.SURPLUS);
                continue;
            }
            Envelope.Entry entry = envelope.entry(elements.get(i));
            if (entry == null) {
                progress.reject(Rejection.SHAPELESS, fault(i + 1, "must be an object with a configuration"));
                continue;
            }
            ProposalReading reading = new ProposalReading(vocabulary, progress.repairs);
            Configuration configuration = reading.configuration(entry);
            if (configuration != null) {
                progress.candidates.add(new Candidate(
                        i + 1, new AcceptedProposal(configuration, entry.rationale(), reading.repairs())));
            } else if (reading.rejection() != null) {
                progress.reject(reading.rejection(), fault(i + 1, reading.detail()));
            }
        }
    }

    private static String fault(int place, String detail) {
        return "proposal %d: %s".formatted(place, detail);
    }

    /** Parts the candidates into those to accept and those that repeat something. */
    private void sift(Progress progress, List<AcceptedProposal> accepted, List<Configuration> repeated) {
        if (mayRepeat) {
            progress.candidates.forEach(candidate -> accepted.add(candidate.proposal()));
            return;
        }
        boolean[] tried = tried(progress.candidates);
        for (int i = 0; i < tried.length; i++) {
            Candidate candidate = progress.candidates.get(i);
            if (tried[i]) {
                progress.reject(Rejection.TRIED, fault(candidate.place(), "repeats a trial"));
                repeated.add(candidate.configuration());
            } else if (isAmong(candidate.configuration(), waiting)
                    || isAmong(
                            candidate.configuration(),
                            accepted.stream()
                                    .map(AcceptedProposal::configuration)
                                    .toList())) {
                progress.reject(Rejection.PROPOSED, fault(candidate.place(), "repeats another proposal"));
                repeated.add(candidate.configuration());
            } else {
                accepted.add(candidate.proposal());
            }
        }
    }

    private boolean isAmong(Configuration configuration, List<Configuration> others) {
        return others.stream().anyMatch(other -> distance.isDuplicate(configuration, other));
    }

    /** Which candidates repeat a trial, of any state; one look at each trial. Trials without a configuration are passed. */
    private boolean[] tried(List<Candidate> candidates) {
        boolean[] tried = new boolean[candidates.size()];
        for (int number = 0; number < history.size() && tried.length > 0; number++) {
            if (!Double.isNaN(history.coordinate(number, 0))) {
                Configuration trial = history.configuration(number);
                for (int i = 0; i < tried.length; i++) {
                    tried[i] =
                            tried[i] || distance.isDuplicate(candidates.get(i).configuration(), trial);
                }
            }
        }
        return tried;
    }

    private @Nullable String feedback(List<String> faults) {
        if (faults.isEmpty()) {
            return null;
        }
        return Instructions.PROPOSALS_AGAIN.text()
                + new DataBlock()
                        .with("faults", faults.stream().limit(MOST_FAULTS).toList())
                + (isLoop ? Instructions.LOOP_REMINDER : Instructions.PROPOSALS_REMINDER).text();
    }
}
