package dev.parley.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.finetuning.Exam.Question;
import dev.parley.finetuning.PastStudy.Ended;
import dev.parley.finetuning.Result.Arm;
import dev.parley.finetuning.Work.Source;
import dev.parley.llm.Cost;
import dev.parley.llm.model.FailureKind;
import dev.parley.llm.prompt.Briefings;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.RankCorrelation;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.tpe.TpeStrategy;
import dev.parley.study.Project;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTests {

    private static final SearchSpace LINE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));

    /** Those of the engine alone, which asks no model. */
    @SuppressWarnings("NullAway")
    private static final Exams EXAMS = new Exams(null, null, new TpeStrategy(), new GpStrategy(new TpeStrategy()));

    private static final Proctor FREE = new Proctor() {
        @Override
        public void beforeCall() {}

        @Override
        public void afterCall(Cost cost) {}
    };

    private static FineTuneRequest request(LessonKind kind) {
        return new FineTuneRequest("base", kind, null, null, null, null, null, null, null, null, null, null)
                .withDefaults("tuned");
    }

    /** Trials at 0, 1/n, 2/n and so on in an order without pattern, each with its x as its value. */
    private static PastStudy line(int n) {
        List<Ended> trials = IntStream.range(0, n)
                .mapToObj(i -> (i * 7 % n) / (double) n)
                .map(x -> new Ended(new Configuration(x), Standing.COMPLETE, x, 0))
                .toList();
        return new PastStudy("line", null, LINE, new Objective("loss", Direction.MINIMIZE), trials);
    }

    /**
     * {@code scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])} is 0.8207826816681233, and
     * {@code spearmanr([1, 2, 2, 3], [1, 3, 2, 4])} 0.9486832980505138.
     */
    @Test
    void rankCorrelationsAreThoseOfSciPy() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7}))
                .isCloseTo(0.8207826816681233, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 2, 3}, new double[] {1, 3, 2, 4}))
                .isCloseTo(0.9486832980505138, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {9, 5, 1}))
                .isCloseTo(-1, within(1e-12));
    }

    @Test
    void whatIsNotPredictedTellsNothing() {
        assertThat(RankCorrelation.of(new double[] {3, 3, 3}, new double[] {1, 2, 3}))
                .isZero();
        assertThat(RankCorrelation.of(new double[] {Double.NaN, Double.NaN}, new double[] {1, 2}))
                .isZero();
        assertThat(RankCorrelation.of(new double[] {1, Double.NaN, 3}, new double[] {1, 2, 3}))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void anEmulatorAnswersWithTheNearestTrial() {
        Emulator emulator = Emulator.of(line(20)).orElseThrow();
        assertThat(emulator.value(new Configuration(0.26))).isEqualTo(0.25);
        assertThat(emulator.regret(emulator.value(new Configuration(0.0)))).isZero();
        assertThat(emulator.regret(0.95)).isCloseTo(1, within(1e-12));
    }

    @Test
    void theSplitIsTheSameForTheSameNamesAndHasAllSides() {
        List<String> names = IntStream.range(0, 30).mapToObj(i -> "study-" + i).toList();
        Map<String, Split> parts = Split.of(names, 1);
        assertThat(parts).isEqualTo(Split.of(names.reversed(), 1)).isNotEqualTo(Split.of(names, 2));
        assertThat(parts.values().stream().filter(part -> part == Split.HELD_OUT))
                .hasSize(6);
        assertThat(parts.values().stream().filter(part -> part == Split.VALIDATION))
                .hasSize(3);
        assertThat(Split.of(List.of("a", "b", "c"), 7).values()).containsExactlyInAnyOrder(Split.values());
    }

    @Test
    void anExamOfPredictionsLooksAtThreeMomentsAndEnginesTakeItToo() {
        Exam exam = EXAMS.of(request(LessonKind.SURROGATE));
        PastStudy study = line(60);
        assertThat(exam.places(study)).containsExactly(15, 30, 45);
        assertThat(exam.places(line(12))).isEmpty();
        Result result = exam.result(new Question(Arm.GP, "line", 30), study, null, FREE);
        assertThat(result.figure()).as("a line is easy to predict").isGreaterThan(0.9);
        assertThat(result.asked()).isEqualTo(PredictionExam.CANDIDATES);
        assertThat(exam.result(new Question(Arm.TPE, "line", 30), study, null, FREE)
                        .figure())
                .isBetween(-1.0, 1.0);
    }

    @Test
    void aPlaceBeforeWhichAllValuesAreEqualIsNoQuestion() {
        PastStudy line = line(60);
        List<Ended> trials = IntStream.range(0, 60)
                .mapToObj(i -> {
                    Ended trial = line.trials().get(i);
                    return i < 20 ? new Ended(trial.configuration(), trial.standing(), 1, 0) : trial;
                })
                .toList();
        PastStudy flat = new PastStudy("flat", null, LINE, line.objective(), trials);
        assertThat(EXAMS.of(request(LessonKind.SURROGATE)).places(flat)).containsExactly(30, 45);
    }

    @Test
    void callsMadeInVainLeaveLessForTheEvaluation() {
        FineTuneRequest request = request(LessonKind.POLICY);
        Exam exam = EXAMS.of(request);
        long one = Evaluation.callsOf(exam, line(60), 1_000);
        List<Source> sources = IntStream.range(0, 5)
                .mapToObj(i -> new Source(i, "line", Split.HELD_OUT, 60))
                .toList();
        Work work = Work.on(sources);
        assertThat(reached(request, work)).isEqualTo(Math.min(5, 200 / one));
        Work afterFailures = work.spending(new Cost(200 - one, 0, BigDecimal.ZERO));
        assertThat(reached(request, afterFailures)).isOne();
        Work spent = work.spending(new Cost(200, 0, BigDecimal.ZERO));
        assertThat(reached(request, spent)).isZero();
        assertThat(Evaluation.isSpent(fineTune(request, spent))).isTrue();
        assertThat(Evaluation.isSpent(fineTune(request, afterFailures))).isFalse();
    }

    private static FineTune fineTune(FineTuneRequest request, Work work) {
        return new FineTune(
                new Project("p"), 1, request, FineTuneState.EVALUATING, null, work, false, 0, Instant.EPOCH);
    }

    private static int reached(FineTuneRequest request, Work work) {
        Exam exam = EXAMS.of(request);
        Evaluation evaluation = Evaluation.of(fineTune(request, work), exam, 1_000, source -> Optional.of(line(60)));
        return evaluation.size();
    }

    @Test
    void whatNotAllAnsweredDoesNotCount() {
        List<Result> results = List.of(
                new Result(Arm.TUNED, "whole", 10, 0.2, 16, 16, 2, 100, 0),
                new Result(Arm.BASE, "whole", 10, 0.3, 16, 16, 2, 100, 0),
                new Result(Arm.TPE, "whole", 10, 0.1, 16, 16, 0, 0, 0),
                new Result(Arm.TUNED, "removed", 10, 0.9, 16, 16, 2, 100, 0));
        Verdict verdict = Verdict.of(LessonKind.SURROGATE, MustBeat.BASE, results);
        assertThat(verdict.tuned().mean()).isEqualTo(0.2);
        assertThat(verdict.isUsable()).isFalse();
    }

    @Test
    void aRedactedStudyHasItsTrialsAndNoneOfItsNames() {
        PastStudy line = line(20);
        PastStudy told = new PastStudy("line", "the loss is x", LINE, line.objective(), line.trials());
        PastStudy redacted = told.redacted(new Random(1));
        assertThat(redacted.description()).isNull();
        assertThat(redacted.space().parameter(0).name()).isEqualTo("p1");
        assertThat(redacted.objective().name()).isEqualTo("objective");
        assertThat(redacted.trials()).isEqualTo(line.trials());
    }

    @Test
    void onlyWhatIsNoAnswerIsAFaultOfItsOwnKind() {
        assertThat(Stream.of(FailureKind.values()).filter(kind -> !kind.isAnswer()))
                .filteredOn(kind -> Fault.of(kind) == Fault.HELD_BACK)
                .containsExactly(FailureKind.THROTTLED, FailureKind.CIRCUIT_OPEN, FailureKind.CANCELLED);
    }

    @Test
    void anExamOfProposalsIsARunOnTheEmulator() {
        Exam exam = EXAMS.of(request(LessonKind.POLICY));
        PastStudy study = line(60);
        Result result = exam.result(new Question(Arm.TPE, "line", 0), study, null, FREE);
        assertThat(result).isEqualTo(exam.result(new Question(Arm.TPE, "line", 0), study, null, FREE));
        assertThat(result.figure()).isBetween(0.0, 0.5);
        assertThat(result.valid()).isEqualTo(ProposalExam.TRIALS - ProposalExam.STARTS);
        assertThat(exam.places(new PastStudy("few", null, Briefings.PERCEPTRON, study.objective(), List.of())))
                .isEmpty();
    }

    /** For rank correlations, where more is better. */
    @ParameterizedTest
    @CsvSource({
        "0.6, 0.3, 0.5, 16, TPE, true",
        "0.6, 0.3, 0.7, 16, TPE, false",
        "0.6, 0.3, 0.7, 16, BASE, true",
        "0.3, 0.3, 0.1, 16, BASE, false",
        "0.6, 0.3, 0.5, 7, TPE, false"
    })
    void aModelIsUsableIfItBeatsWhatItMustBeat(
            double tuned, double base, double tpe, int valid, MustBeat mustBeat, boolean isUsable) {
        List<Result> results = List.of(
                new Result(Arm.TUNED, "s", 10, tuned, 16, valid, 2, 100, 0),
                new Result(Arm.BASE, "s", 10, base, 16, 16, 2, 100, 0),
                new Result(Arm.TPE, "s", 10, tpe, 16, 16, 0, 0, 0));
        assertThat(Verdict.of(LessonKind.SURROGATE, mustBeat, results).isUsable())
                .isEqualTo(isUsable);
    }

    @Test
    void lessRegretIsBetter() {
        List<Result> results = List.of(
                new Result(Arm.TUNED, "s", 0, 0.1, 7, 7, 7, 100, 0),
                new Result(Arm.BASE, "s", 0, 0.2, 7, 7, 7, 100, 0),
                new Result(Arm.TPE, "s", 0, 0.1, 7, 7, 0, 0, 0));
        Verdict verdict = Verdict.of(LessonKind.POLICY, MustBeat.TPE, results);
        assertThat(verdict.isUsable()).isTrue();
        assertThat(verdict.reason()).isEqualTo("Its regret is 0.100, its base's 0.200, that of TPE 0.100.");
    }
}
