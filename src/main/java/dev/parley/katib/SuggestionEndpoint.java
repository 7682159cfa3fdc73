package dev.parley.katib;

import api.v1.beta1.Api.GetSuggestionsReply;
import api.v1.beta1.Api.GetSuggestionsRequest;
import api.v1.beta1.Api.ValidateAlgorithmSettingsReply;
import api.v1.beta1.Api.ValidateAlgorithmSettingsRequest;
import api.v1.beta1.SuggestionGrpc;
import dev.parley.observability.Metric;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The two methods that Katib calls. Each call is one experiment's; few are answered at a time, the others wait. */
final class SuggestionEndpoint extends SuggestionGrpc.SuggestionImplBase {

    /** A call may hold two connections to the database, and other requests want theirs. */
    private static final int MOST_AT_ONCE = 4;

    private static final int MOST_SECONDS_TO_WAIT = 20;

    private static final String SUGGEST = "GetSuggestions";
    private static final String VALIDATE = "ValidateAlgorithmSettings";

    private final ExperimentService experiments;
    private final MeterRegistry meters;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);

    SuggestionEndpoint(ExperimentService experiments, MeterRegistry meters) {
        this.experiments = experiments;
        this.meters = meters;
        for (String method : List.of(SUGGEST, VALIDATE)) {
            Metric.KATIB_CALLS.timer(meters, method, Status.Code.OK.name());
        }
    }

    @Override
    public void getSuggestions(GetSuggestionsRequest request, StreamObserver<GetSuggestionsReply> answer) {
        answer(SUGGEST, answer, () -> experiments.suggest(request), Refusals::ofSuggestions);
    }

    @Override
    public void validateAlgorithmSettings(
            ValidateAlgorithmSettingsRequest request, StreamObserver<ValidateAlgorithmSettingsReply> answer) {
        answer(
                VALIDATE,
                answer,
                () -> {
                    experiments.check(request.getExperiment());
                    return ValidateAlgorithmSettingsReply.getDefaultInstance();
                },
                Refusals::ofValidation);
    }

    @FunctionalInterface
    private interface Refusal {
        Status of(RuntimeException failure);
    }

    private <T> void answer(String method, StreamObserver<T> answer, Supplier<T> work, Refusal refusal) {
        Timer.Sample time = Timer.start();
        Status status = Status.OK;
        try {
            T reply = inAPlace(work);
            answer.onNext(reply);
            answer.onCompleted();
        } catch (RuntimeException failure) {
            status = refusal.of(failure);
            answer.onError(status.asRuntimeException());
        } finally {
            time.stop(Metric.KATIB_CALLS.timer(meters, method, status.getCode().name()));
        }
    }

    private <T> T inAPlace(Supplier<T> work) {
        try {
            if (!places.tryAcquire(MOST_SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                throw Refusals.busy();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Refusals.busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
