package dev.parley.optuna;

import dev.parley.optuna.ImportResponse.ImportedStudy;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Project;
import dev.parley.study.StrategyDefinition;
import dev.parley.study.Studies;
import dev.parley.study.StudyCreation;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import dev.parley.trial.AddTrialsRequest;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import dev.parley.trial.TrialAdding;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/** Takes in studies from Optuna's database files: all of a file, or none. */
@Service
class ImportService {

    private static final int BATCH = 10_000;
    private static final int MOST_REMARKS = 100;
    private static final int LONGEST_NAME = 100;

    private final Transactions transactions;
    private final Studies studies;
    private final StudyCreation creation;
    private final TrialAdding adding;

    ImportService(Transactions transactions, Studies studies, StudyCreation creation, TrialAdding adding) {
        this.transactions = transactions;
        this.studies = studies;
        this.creation = creation;
        this.adding = adding;
    }

    /**
     * What is wanted of a file.
     *
     * @param study the only study to take in, by its name in the file; all if null
     * @param name its name here; as in the file, as far as it can be, if null
     * @param objectives its objectives' names; as in the file if empty
     * @param strategy what goes on with it
     */
    record Wanted(
            @Nullable String study,
            @Nullable StudyName name,
            List<String> objectives,
            @Nullable StrategyDefinition strategy) {}

    private record Read(StudyName name, String optunaName, Translation translation) {}

    /**
     * Creates the studies of a file with their trials.
     *
     * @throws ProblemException of type invalid-request if the file cannot be read, study-exists if a name is taken
     */
    ImportResponse take(Project project, InputStream file, Wanted wanted) {
        List<OptunaStudy> found = OptunaFile.read(file, Optional.ofNullable(wanted.study));
        if (found.size() > 1 && wanted.name != null) {
            throw ProblemException.atParameter(
                    "name", "must be left out, or go with study: the file has %d studies".formatted(found.size()));
        }
        List<Read> reads = new ArrayList<>();
        Set<StudyName> names = new HashSet<>();
        for (OptunaStudy study : found) {
            reads.add(new Read(
                    wanted.name == null ? free(nameFor(study.name()), names) : wanted.name,
                    study.name(),
                    Translation.of(study, wanted.objectives, wanted.strategy)));
        }
        try {
            return new ImportResponse(transactions.write(
                    () -> reads.stream().map(read -> store(project, read)).toList()));
        } catch (DataIntegrityViolationException e) {
            // Another request may have created one of them in the meantime.
            throw reads.stream()
                    .map(Read::name)
                    .filter(name -> transactions
                            .read(() -> studies.lookUp(project, name))
                            .isPresent())
                    .findFirst()
                    .<RuntimeException>map(ImportService::taken)
                    .orElse(e);
        }
    }

    /** The name, or one like it that no other study of the file has. */
    private static StudyName free(StudyName name, Set<StudyName> others) {
        StudyName free = name;
        for (int i = 2; !others.add(free); i++) {
            String end = "-" + i;
            String value = name.value();
            free = new StudyName(value.substring(0, Math.min(value.length(), LONGEST_NAME - end.length())) + end);
        }
        return free;
    }

    private ImportedStudy store(Project project, Read read) {
        if (studies.lookUp(project, read.name).isPresent()) {
            throw taken(read.name);
        }
        creation.create(project, read.name, read.translation.definition());
        List<NewTrial> trials = read.translation.trials();
        for (int from = 0; from < trials.size(); from += BATCH) {
            adding.add(
                    studies.lock(project, read.name),
                    new AddTrialsRequest(trials.subList(from, Math.min(from + BATCH, trials.size()))));
        }
        List<String> left = read.translation.left();
        return new ImportedStudy(
                read.name.value(),
                read.optunaName,
                trials.size(),
                left.size(),
                new ArrayList<>(left.subList(0, Math.min(MOST_REMARKS, left.size()))));
    }

    private static ProblemException taken(StudyName name) {
        return new ProblemException(
                ProblemType.STUDY_EXISTS,
                "There is a study named %s already. Choose another name by ?study=…&name=…, or remove it first."
                        .formatted(name));
    }

    /** A name as near to Optuna's as names of studies can be. */
    static StudyName nameFor(String name) {
        String cleaned =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-").replaceAll("^[._-]+|-+$", "");
        String cut = cleaned.substring(0, Math.min(LONGEST_NAME, cleaned.length()));
        return new StudyName(cut.isEmpty() ? "optuna" : cut);
    }
}
