import dev.parley.client.ApiClient;
import dev.parley.client.ApiException;
import dev.parley.client.JSON;
import dev.parley.client.api.ResultsApi;
import dev.parley.client.api.StudiesApi;
import dev.parley.client.api.TrialsApi;
import dev.parley.client.api.TrialsApi.APIListTrialsRequest;
import dev.parley.client.model.AskRequest;
import dev.parley.client.model.AskResponse;
import dev.parley.client.model.CategoricalParameter;
import dev.parley.client.model.Condition;
import dev.parley.client.model.Direction;
import dev.parley.client.model.FloatParameter;
import dev.parley.client.model.IntParameter;
import dev.parley.client.model.Limits;
import dev.parley.client.model.Objective;
import dev.parley.client.model.OrdinalParameter;
import dev.parley.client.model.Parameter;
import dev.parley.client.model.Problem;
import dev.parley.client.model.Pruner;
import dev.parley.client.model.PrunerType;
import dev.parley.client.model.ReportRequest;
import dev.parley.client.model.Scale;
import dev.parley.client.model.Strategy;
import dev.parley.client.model.StrategyType;
import dev.parley.client.model.StudyRequest;
import dev.parley.client.model.StudyState;
import dev.parley.client.model.TellRequest;
import dev.parley.client.model.ToldState;
import dev.parley.client.model.Trial;
import dev.parley.client.model.TrialList;
import dev.parley.client.model.TrialState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole study with the generated client:
 * {@code java -cp CLIENT Tune.java --url http://127.0.0.1:8080 --study NAME --trials 40}.
 */
class Tune {

    private final StudiesApi studies;
    private final TrialsApi trials;
    private final ResultsApi results;
    private final String study;

    Tune(ApiClient service, String study) {
        this.studies = new StudiesApi(service);
        this.trials = new TrialsApi(service);
        this.results = new ResultsApi(service);
        this.study = study;
    }

    static StudyRequest definition(long trials) {
        return new StudyRequest()
                .description("A made-up training, told apart by how far each setting is from a good one")
                .space(List.of(
                        new Parameter(new FloatParameter().name("lr").low(1e-5).high(0.1).scale(Scale.LOG)),
                        new Parameter(new IntParameter().name("width").low(8L).high(512L).scale(Scale.LOG)),
                        new Parameter(new OrdinalParameter().name("batch").values(List.of(16, 32, 64, 128))),
                        new Parameter(new CategoricalParameter().name("solver").choices(List.of("adam", "sgd"))),
                        new Parameter(new FloatParameter().name("momentum").low(0.0).high(0.99)
                                .when(new Condition().parameter("solver").in(List.of("sgd"))))))
                .objectives(List.of(new Objective().name("loss").direction(Direction.MINIMIZE)))
                .strategy(new Strategy().type(StrategyType.TPE).seed(7L))
                .pruner(new Pruner().type(PrunerType.MEDIAN).startupTrials(5))
                .limits(new Limits().trials(trials));
    }

    /** Trains and says how that ended: diverged, stopped early because others were better by then, or complete. */
    TellRequest train(Trial trial) throws ApiException {
        TellRequest told = new TellRequest().lease(trial.getLease());
        if (number(trial, "lr") > 0.05) {
            return told.state(ToldState.FAILED).reason("diverged");
        }
        double end = far(number(trial, "lr"), 0.003) + far(number(trial, "width"), 96) + far(number(trial, "batch"), 32);
        end += trial.getConfiguration().get("solver").equals("sgd") ? far(1 - number(trial, "momentum"), 0.1) : 0.05;
        double loss = Double.NaN;
        for (long epoch = 1; epoch <= 5; epoch++) {
            loss = end + 1.0 / epoch;
            ReportRequest report = new ReportRequest().lease(trial.getLease()).step(epoch).values(Map.of("loss", loss));
            if (trials.report(study, trial.getNumber(), report).getShouldPrune()) {
                return told.state(ToldState.PRUNED);
            }
        }
        return told.state(ToldState.COMPLETE).values(Map.of("loss", loss));
    }

    static double number(Trial trial, String parameter) {
        return ((Number) trial.getConfiguration().get(parameter)).doubleValue();
    }

    /** 0 where a setting is a good one, towards 1 where it is many times as large or as small. */
    static double far(double setting, double good) {
        double distance = (setting - good) / (setting + good);
        return distance * distance;
    }

    /** Asks, trains and tells until the study is completed. */
    void work() throws ApiException, InterruptedException {
        AskResponse asked;
        do {
            asked = trials.ask(study, null, new AskRequest().count(4).worker("java"));
            for (Trial trial : asked.getTrials()) {
                trials.tell(study, trial.getNumber(), train(trial));
            }
            Integer pause = asked.getStudy().getRetryAfterSeconds();
            if (asked.getTrials().isEmpty() && pause != null) {
                Thread.sleep(1000L * pause);
            }
        } while (asked.getStudy().getState() != StudyState.COMPLETED);
    }

    /** Pages through the trials. */
    Map<TrialState, Integer> ended() throws ApiException {
        Map<TrialState, Integer> ended = new EnumMap<>(TrialState.class);
        String token = null;
        do {
            TrialList page = trials.listTrials(
                    APIListTrialsRequest.newBuilder().study(study).pageSize(10).pageToken(token).build());
            page.getTrials().forEach(trial -> ended.merge(trial.getState(), 1, Integer::sum));
            token = page.getNextPageToken();
        } while (token != null);
        return ended;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>(Map.of(
                "--url", "http://127.0.0.1:8080",
                "--study", "java-" + System.currentTimeMillis(),
                "--trials", "40"));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        String study = options.get("--study");
        String key = System.getenv("PARLEY_KEY");
        ApiClient service = new ApiClient();
        service.updateBaseUri(options.get("--url"));
        if (key != null) {
            service.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        }

        Tune tune = new Tune(service, study);
        tune.studies.putStudy(study, definition(Long.parseLong(options.get("--trials"))));
        tune.work();
        System.out.println("study " + study + " is " + tune.studies.getStudy(study).getState() + ": " + tune.ended());
        Trial best = tune.results.getBest(study, null, null).getTrial();
        System.out.println("best: trial " + best.getNumber() + ", loss " + best.getValues().get("loss") + ", " + best.getConfiguration());
        try {
            tune.studies.getStudy(study + ".2");
        } catch (ApiException e) {
            Problem problem = JSON.getDefault().getMapper().readValue(e.getResponseBody(), Problem.class);
            System.out.println(problem.getType() + ": " + problem.getDetail());
        }
    }
}
