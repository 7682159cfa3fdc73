package dev.parley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** DESIGN.md, section 2: which room may use which. */
class ArchitectureTests {

    private static final String ROOT = "dev.parley";

    /** Every engine: any package of the optimizer without a row of its own. */
    private static final String ENGINE = "optimizer.*";

    /** From each room to those it may use besides itself. A new room gets a row here first. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("optimizer.space", Set.of()),
            entry("optimizer", Set.of("optimizer.space")),
            entry(ENGINE, Set.of("optimizer", "optimizer.space")),
            entry("optimizer.pruning", Set.of("optimizer")),
            entry("optimizer.analysis", Set.of("optimizer", "optimizer.space")),
            entry("security", Set.of("postgres", "problem", "observability")),
            entry("postgres", Set.of("problem", "observability")),
            entry("problem", Set.of("observability")),
            entry("admission", Set.of("problem", "observability")),
            entry("openapi", Set.of("problem")),
            entry("observability", Set.of()),
            entry("study", Set.of("optimizer", "optimizer.space", "problem", "observability")),
            entry("llm", Set.of("study", "optimizer", "optimizer.space", "problem", "observability")),
            entry("trial", Set.of("study", "optimizer", "optimizer.space", "problem", "observability")),
            entry("transfer", Set.of("study", "trial", "optimizer", "optimizer.space", "problem", "observability")),
            entry(
                    "suggestion",
                    Set.of(
                            "study",
                            "llm",
                            "trial",
                            "transfer",
                            "optimizer",
                            "optimizer.space",
                            ENGINE,
                            "problem",
                            "observability")),
            entry("report", Set.of("study", "trial", "optimizer", "optimizer.pruning", "problem", "observability")),
            entry("advice", aboveAllFeatures()),
            entry("fleet", aboveAllFeatures()),
            entry("prediction", aboveAllFeatures()),
            entry("finetuning", with(aboveAllFeatures(), ENGINE)),
            entry("webhook", Set.of("study", "trial", "problem", "observability")),
            entry("mlflow", Set.of("study", "trial", "optimizer", "observability")),
            entry(
                    "drift",
                    Set.of(
                            "study",
                            "trial",
                            "advice",
                            "webhook",
                            "optimizer",
                            "optimizer.space",
                            "problem",
                            "observability")),
            entry(
                    "optuna",
                    Set.of("study", "trial", "report", "optimizer", "optimizer.space", "problem", "observability")),
            entry("export", Set.of("study", "trial", "finetuning", "optuna", "problem")),
            entry("dashboard", with(aboveAllFeatures(), "optimizer.analysis")),
            entry(
                    "katib",
                    Set.of("study", "trial", "suggestion", "optimizer", "optimizer.space", "problem", "observability")),
            entry("mcp", with(aboveAllFeatures(), "advice")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static Set<String> aboveAllFeatures() {
        return Set.of(
                "study",
                "llm",
                "trial",
                "transfer",
                "suggestion",
                "optimizer",
                "optimizer.space",
                "problem",
                "observability");
    }

    private static Set<String> with(Set<String> rooms, String other) {
        Set<String> all = new TreeSet<>(rooms);
        all.add(other);
        return all;
    }

    @Test
    void everyRoomHasARowInTheTable() {
        assertThat(CLASSES.stream().map(ArchitectureTests::room).filter(room -> !room.isEmpty()))
                .allSatisfy(room -> assertThat(ARROWS).containsKey(row(room)));
    }

    @Test
    void everyArrowIsInTheTable() {
        assertThat(dependencies().filter(dependency -> !isAllowed(dependency)).map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void theTableRefusesWhatItDoesNotName() {
        assertThat(isAllowed("optimizer.tpe", "optimizer.space")).isTrue();
        assertThat(isAllowed("optimizer.tpe", "optimizer.random")).isFalse();
        assertThat(isAllowed("optimizer", "optimizer.tpe")).isFalse();
        assertThat(isAllowed("optimizer.pruning", "optimizer.space")).isFalse();
        assertThat(isAllowed("study", "trial")).isFalse();
        assertThat(isAllowed("problem", "study")).isFalse();
        assertThat(isAllowed("fleet", "suggestion")).isTrue();
        assertThat(isAllowed("study", "")).isFalse();
    }

    @Test
    void onlyTheConfigurationOfSuggestionNamesAConcreteEngine() {
        assertThat(dependencies()
                        .filter(dependency ->
                                row(room(dependency.getTargetClass())).equals(ENGINE))
                        .filter(dependency ->
                                !room(dependency.getOriginClass()).equals(room(dependency.getTargetClass())))
                        .filter(dependency -> !outermost(dependency.getOriginClass())
                                .getSimpleName()
                                .endsWith("Configuration"))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void noRoomsFormACycle() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                        return isOurs(javaClass) ? SliceIdentifier.of(room(javaClass)) : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "the rooms";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void theOptimizerKnowsNoFrameworkTimeOrLogging() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.optimizer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "jakarta..",
                        "com.fasterxml..",
                        "tools.jackson..",
                        "io.micrometer..",
                        "org.slf4j..",
                        "java.util.logging..",
                        "java.sql..",
                        "java.time..")
                .check(CLASSES);
    }

    @Test
    void theOptimizerDoesNoInputOrOutputButToReadItsOwnTable() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.optimizer..")
                .and()
                .doNotHaveFullyQualifiedName("dev.parley.optimizer.sobol.DirectionNumbers")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.nio..")
                .check(CLASSES);
    }

    /** A stream of rows keeps its connection until it is closed. */
    @Test
    void rowsAreReadAsLists() {
        noClasses()
                .should()
                .callMethod(JdbcClient.MappedQuerySpec.class, "stream")
                .check(CLASSES);
    }

    @Test
    void everyNameSaysHowItDiffers() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Helper|Utils?)(\\$.*)?")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass javaClass : CLASSES) {
            JavaPackage javaPackage = javaClass.getPackage();
            if (!javaPackage.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(javaPackage.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    /** All uses of one class of Parley by another, arrays as their components. */
    private static Stream<Dependency> dependencies() {
        return CLASSES.stream()
                .flatMap(javaClass -> javaClass.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isOurs(dependency.getTargetClass().getBaseComponentType()));
    }

    private static boolean isOurs(JavaClass javaClass) {
        return javaClass.getPackageName().equals(ROOT)
                || javaClass.getPackageName().startsWith(ROOT + ".");
    }

    private static boolean isAllowed(Dependency dependency) {
        return isAllowed(room(dependency.getOriginClass()), room(dependency.getTargetClass()));
    }

    /** The application class itself, in the root package, may use every room, and none may use it. */
    private static boolean isAllowed(String from, String to) {
        return from.equals(to)
                || from.isEmpty()
                || ARROWS.getOrDefault(row(from), Set.of()).contains(row(to));
    }

    /** The room of a class: {@code study}, {@code optimizer.tpe}; empty in the root package. */
    private static String room(JavaClass javaClass) {
        String name = javaClass.getBaseComponentType().getPackageName();
        List<String> parts = name.equals(ROOT)
                ? List.of()
                : List.of(name.substring(ROOT.length() + 1).split("\\."));
        int depth = !parts.isEmpty() && parts.getFirst().equals("optimizer") ? 2 : 1;
        return String.join(".", parts.subList(0, Math.min(depth, parts.size())));
    }

    private static String row(String room) {
        return room.startsWith("optimizer.") && !ARROWS.containsKey(room) ? ENGINE : room;
    }

    private static JavaClass outermost(JavaClass javaClass) {
        JavaClass outer = javaClass;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }
}
