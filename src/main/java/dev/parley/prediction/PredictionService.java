package dev.parley.prediction;

import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.llm.prediction.ModelPredictions.Sampling;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Prediction;
import dev.parley.optimizer.Surrogate;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.prediction.KeptPredictions.Predicted;
import dev.parley.prediction.PredictRequest.ModelRequest;
import dev.parley.prediction.PredictResponse.ModelOpinion;
import dev.parley.prediction.PredictResponse.PredictedConfiguration;
import dev.parley.prediction.PredictResponse.ValueInterval;
import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.ModelNames;
import dev.parley.study.ModelNames.Use;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.suggestion.SurrogateFits;
import dev.parley.trial.HistoryCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Predicts what configurations will tell, keeps that, and answers how true it came. */
@Service
class PredictionService {

    private final Transactions transactions;
    private final Studies studies;
    private final HistoryCache histories;
    private final Surrogate surrogate;
    private final SurrogateFits fits;
    private final ModelPredictions models;
    private final ModelNames modelNames;
    private final KeptPredictions kept;

    PredictionService(
            Transactions transactions,
            Studies studies,
            HistoryCache histories,
            Surrogate surrogate,
            SurrogateFits fits,
            ModelPredictions models,
            ModelNames modelNames,
            KeptPredictions kept) {
        this.transactions = transactions;
        this.studies = studies;
        this.histories = histories;
        this.surrogate = surrogate;
        this.fits = fits;
        this.models = models;
        this.modelNames = modelNames;
        this.kept = kept;
    }

    /** A study as one transaction saw it. */
    private record Seen(StudyView view, HistoryCache.Snapshot snapshot) {

        History history() {
            return snapshot.history();
        }
    }

    /** Predicts by the engine's surrogate, and by a language model where one is asked for. */
    PredictResponse predict(Project project, StudyName name, PredictRequest request) {
        Seen seen = transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return new Seen(view, histories.upTo(view));
        });
        StudyTerms terms = seen.view.terms();
        if (terms.objectives().size() > 1) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE, "Predictions are of a single objective, and the study has several.");
        }
        if (request.model() != null) {
            modelNames.require(project, request.model().name(), Use.PREDICTIONS, "/model/name");
        }
        List<Configuration> configurations = configurations(terms.space(), request.configurations());
        List<Predicted> engines = byEngine(seen, configurations);
        List<@Nullable Predicted> opinions = byModel(seen, configurations, request.model());
        List<Predicted> all = new ArrayList<>(engines);
        for (Predicted opinion : opinions) {
            if (opinion != null) {
                all.add(opinion);
            }
        }
        transactions.write(() -> {
            StudyView view = studies.lock(seen.view.study().id()).orElseThrow(() -> removed(name));
            return kept.keep(view, seen.snapshot.revision(), all);
        });
        return new PredictResponse(IntStream.range(0, configurations.size())
                .mapToObj(i -> response(terms.space(), engines.get(i), opinions.get(i)))
                .toList());
    }

    private static ProblemException removed(StudyName name) {
        return new ProblemException(ProblemType.STUDY_NOT_FOUND, "The study %s was removed meanwhile.".formatted(name));
    }

    private static List<Configuration> configurations(
            SearchSpace space, List<? extends Map<String, ? extends @Nullable Object>> requested) {
        List<FieldFault> faults = new ArrayList<>();
        List<Configuration> configurations = new ArrayList<>();
        for (int i = 0; i < requested.size(); i++) {
            String pointer = "/configurations/" + i;
            try {
                configurations.add(space.configuration(requested.get(i)));
            } catch (InvalidConfigurationException e) {
                e.faults().forEach(fault -> faults.add(new FieldFault(pointer + fault.pointer(), fault.detail())));
            }
        }
        ProblemException.throwIfAny(faults);
        return configurations;
    }

    private List<Predicted> byEngine(Seen seen, List<Configuration> configurations) {
        StudyTerms terms = seen.view.terms();
        Fit fit = fits.of(seen.view, seen.history());
        List<Prediction> predictions =
                surrogate.predict(terms.space(), terms.objectives(), seen.history(), fit, configurations);
        return IntStream.range(0, configurations.size())
                .mapToObj(i -> new Predicted(null, configurations.get(i), predictions.get(i), null))
                .toList();
    }

    /** What a language model says of each configuration; null where it was not asked or its answers could not be read. */
    private List<@Nullable Predicted> byModel(
            Seen seen, List<Configuration> configurations, @Nullable ModelRequest request) {
        List<@Nullable Predicted> opinions = new ArrayList<>();
        if (request == null) {
            configurations.forEach(configuration -> opinions.add(null));
            return opinions;
        }
        StudyTerms terms = seen.view.terms();
        Sampling sampling = new Sampling(request.wantedDraws(), terms.seed() + seen.snapshot.revision());
        var predictions = models.predict(seen.view, seen.history(), configurations, request.name(), sampling);
        for (int i = 0; i < configurations.size(); i++) {
            var opinion = predictions.all().get(i);
            opinions.add(
                    opinion.draws() == 0
                            ? null
                            : new Predicted(
                                    predictions.model(),
                                    configurations.get(i),
                                    NormalDraws.predict(
                                            opinion, terms.objectives().getFirst(), seen.history()),
                                    opinion.draws()));
        }
        return opinions;
    }

    private static PredictedConfiguration response(SearchSpace space, Predicted engine, @Nullable Predicted opinion) {
        Prediction prediction = engine.prediction();
        return new PredictedConfiguration(
                space.values(engine.configuration()),
                KeptPredictions.known(prediction.mean()),
                KeptPredictions.known(prediction.spread()),
                Double.isFinite(prediction.low()) ? new ValueInterval(prediction.low(), prediction.high()) : null,
                KeptPredictions.known(prediction.probabilityOfBest()),
                opinion == null ? null : response(opinion));
    }

    private static ModelOpinion response(Predicted opinion) {
        Prediction prediction = opinion.prediction();
        return new ModelOpinion(
                Objects.requireNonNull(opinion.model()),
                prediction.mean(),
                KeptPredictions.known(prediction.spread()),
                KeptPredictions.known(prediction.probabilityOfBest()),
                Objects.requireNonNull(opinion.draws()));
    }

    /** How true the predictions of a study came. */
    CalibrationList calibration(Project project, StudyName name) {
        return transactions.read(() -> new CalibrationList(
                kept.calibrations(studies.find(project, name).study().id())));
    }
}
