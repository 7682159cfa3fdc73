package dev.parley.llm.prediction;

import dev.parley.llm.model.Answer;
import dev.parley.llm.model.Question;
import dev.parley.llm.model.Reply;
import dev.parley.llm.prompt.Prompt;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.space.Configuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws predictions from a model: every candidate several times, each time with the examples in another order, which is all
 * that varies where a model's answers do not (LLAMBO, arXiv 2402.03921).
 */
final class Drawing {

    private final List<PredictionPrompt> batches;

    private Drawing(List<PredictionPrompt> batches) {
        this.batches = batches;
    }

    /**
     * A call.
     *
     * @param batch which of the batches of candidates it is about
     * @param question what is asked
     */
    record Call(PredictionPrompt batch, Question question) {}

    /**
     * A call that was made.
     *
     * @param call what was asked
     * @param reply what was answered
     * @param read the scores in it
     * @param at when it was asked
     */
    record Made(Call call, Reply reply, ReadScores read, Instant at) {

        /** A call that got this reply; whatever is no answer has no scores. */
        static Made of(Call call, Reply reply, Instant at) {
            ReadScores read = reply instanceof Answer answer
                    ? ReadScores.of(answer.text(), call.batch.size())
                    : ReadScores.none(call.batch.size());
            return new Made(call, reply, read, at);
        }
    }

    /**
     * A drawing, several candidates a call.
     *
     * @param limit the most tokens of a prompt
     * @return empty if there are no two trials to tell scores from, or the space takes all the room
     */
    static Optional<Drawing> of(Inquiry inquiry, int limit) {
        List<PredictionPrompt> batches = new ArrayList<>();
        List<Configuration> all = inquiry.candidates();
        int batch = PredictionPrompt.batch(inquiry.space(), limit);
        for (int from = 0; from < all.size(); from += batch) {
            List<Configuration> some = all.subList(from, Math.min(all.size(), from + batch));
            Optional<PredictionPrompt> prompt = PredictionPrompt.of(inquiry.about(some), limit);
            if (prompt.isEmpty()) {
                return Optional.empty();
            }
            batches.add(prompt.get());
        }
        return Optional.of(new Drawing(batches));
    }

    /** How many calls a draw takes. */
    int callsOfADraw() {
        return batches.size();
    }

    /** The calls of some draws, draw by draw; the same for the same seed. */
    List<Call> calls(int draws, long seed) {
        List<Call> calls = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            for (PredictionPrompt batch : batches) {
                Prompt prompt = batch.shuffled(new Draw(seed, calls.size()).random());
                calls.add(new Call(batch, new Question(prompt.system(), prompt.user(), prompt.schema())));
            }
        }
        return calls;
    }

    /** One prediction for each candidate, from the calls that were made, in any order. */
    List<Prediction> predictions(List<Made> made) {
        List<Prediction> predictions = new ArrayList<>();
        for (PredictionPrompt batch : batches) {
            List<ReadScores> read = made.stream()
                    .filter(some -> some.call.batch == batch)
                    .map(Made::read)
                    .toList();
            for (int i = 0; i < batch.size(); i++) {
                int candidate = i;
                double[] scores = read.stream()
                        .mapToDouble(some -> some.scores().get(candidate))
                        .filter(Double::isFinite)
                        .toArray();
                predictions.add(Prediction.of(scores, batch.scale()));
            }
        }
        return predictions;
    }
}
