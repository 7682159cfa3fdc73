package dev.parley.finetuning;

import dev.parley.finetuning.Result.Arm;
import dev.parley.llm.model.LanguageModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tests what a model was taught, on one study that was held out. Deterministic but for the models. */
interface Exam {

    /**
     * One part of it.
     *
     * @param arm who is tested
     * @param study the study
     * @param place where in it
     */
    record Question(Arm arm, String study, int place) {

        boolean isAnsweredBy(Result result) {
            return result.arm() == arm && result.study().equals(study) && result.place() == place;
        }
    }

    /** There is no reason to go on: the claim is lost, or somebody cancelled the work. */
    final class Interruption extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Interruption() {
            super("the evaluation is not to go on");
        }
    }

    /** Who is tested. */
    List<Arm> arms();

    /** The places of a study, each a question to every arm. */
    List<Integer> places(PastStudy study);

    /**
     * How many calls a place of the study takes of each model.
     *
     * @param tokens the most tokens of a prompt
     */
    int callsOfAPlace(PastStudy study, int tokens);

    /**
     * What an arm reaches.
     *
     * @param model the arm's model; null for the engine
     * @throws ExamException if a model gives no answer; one that cannot be used counts as asked for and not valid
     */
    Result result(Question question, PastStudy study, @Nullable LanguageModel model, Proctor proctor);
}
