package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What people do with the page. */
@IntegrationTest
class PageBrowserIT {

    private static final String SPACE =
            "'space': [{'name': 'lr', 'type': 'float', 'low': 1e-5, 'high': 0.1, 'scale': 'log'}, {'name': 'width',"
                + " 'type': 'int', 'low': 8, 'high': 512, 'scale': 'log'}, {'name': 'solver', 'type': 'categorical',"
                + " 'choices': ['adam', 'sgd']}, {'name': 'momentum', 'type': 'float', 'low': 0, 'high': 0.99, 'when':"
                + " {'parameter': 'solver', 'in': ['sgd']}}]";
    private static final String ACCURACY = "'objectives': [{'name': 'accuracy', 'direction': 'maximize'}]";
    private static final String BOTH = "'objectives': [{'name': 'accuracy', 'direction': 'maximize'},"
            + " {'name': 'latency', 'direction': 'minimize'}]";

    /** Would be run if anything that somebody wrote became markup or a script. */
    private static final String HOSTILE =
            "</script><img src=x onerror=window.hacked=1>${window.hacked=1}{{hacked=1}}`\\\"-->";

    @Autowired
    Api api;

    @LocalServerPort
    int port;

    private Browser browser;

    @BeforeEach
    void start() {
        browser = new Browser(port);
    }

    @AfterEach
    void end() {
        browser.close();
    }

    /** Asks and tells, each trial reporting on its way. */
    private static void work(StudyApi study, int trials, String more) {
        for (int i = 0; i < trials; i++) {
            JsonNode trial =
                    study.ask("{'worker': 'gpu-%d'}".formatted(i % 3)).is(200).at("/trials/0");
            JsonNode c = trial.path("configuration");
            int number = trial.path("number").asInt();
            double accuracy = 0.95 - 0.05 * Math.abs(Math.log10(c.path("lr").doubleValue()) + 3);
            for (int step = 1; step <= 3; step++) {
                study.post(
                                "/trials/" + number + "/report",
                                "{'lease': '%s', 'step': %d, 'values': {'accuracy': %s}}"
                                        .formatted(trial.path("lease").asString(), step, accuracy * step / 3))
                        .is(200);
            }
            study.tell(
                            number,
                            "{'state': 'complete', 'values': {'accuracy': %s%s}}"
                                    .formatted(
                                            accuracy,
                                            more.isEmpty()
                                                    ? ""
                                                    : ", 'latency': "
                                                            + c.path("width").asInt() / 50.0))
                    .is(200);
        }
    }

    private static void addResult(StudyApi study, double lr, double accuracy) {
        study.add(
                        "{'configuration': {'lr': %s, 'width': 64, 'solver': 'adam'}, 'state': 'complete', 'values': {'accuracy': %s}}"
                                .formatted(lr, accuracy))
                .is(201);
    }

    @Test
    void studiesAreListedFoundAndKeptUpToDate() throws Exception {
        StudyApi study = api.study(SPACE, ACCURACY, "'labels': {'team': 'lynx'}", "'description': 'Finds the lynx'");
        work(study, 12, "");
        browser.open("").find(".live.up");
        browser.shows(".studies", study.name());
        browser.find("input[type=search]").sendKeys("lynx");
        browser.shows(".studies li:first-child", "Finds the lynx");
        browser.counts(".studies li", 1);
        browser.isAccessible().picture("studies");
        StudyApi other = api.study("'description': 'Another lynx'");
        browser.shows(".studies li:first-child", other.name());
        browser.button("team: lynx").click();
        browser.shows(".studies li:first-child", study.name());
        assertThat(browser.run("return location.search")).asString().contains("label=team%3Alynx");
        browser.button(study.name()).click();
        browser.shows("h1", study.name()).isContent();
    }

    @Test
    void aStudyShowsWhatItsTrialsTell() throws Exception {
        StudyApi study =
                api.study(SPACE, ACCURACY, "'strategy': {'type': 'tpe', 'seed': 1}", "'limits': {'trials': 60}");
        work(study, 40, "");
        browser.open("?study=" + study.name()).find(".chart canvas");
        browser.scroll();
        for (String heading : new String[] {
            "History",
            "Importance",
            "Parallel coordinates",
            "Slice",
            "Contour",
            "Intermediate values",
            "Workers",
            "Where trials came from",
            "Trials",
            "Code to copy",
            "Definition"
        }) {
            browser.shows("main", heading);
        }
        assertThat((Long) browser.run("return document.querySelectorAll('.chart canvas').length"))
                .isEqualTo(7);
        browser.isAccessible().isContent().picture("study");
        browser.dark(true).shows("nav", "Light").scroll().isAccessible().picture("study-dark");
        browser.dark(false).size(390, 844).scroll().fits().isAccessible().picture("study-narrow");
    }

    @Test
    void resultsAppearWithinASecond() {
        StudyApi study = api.study(SPACE, ACCURACY);
        work(study, 12, "");
        browser.open("?study=" + study.name()).find(".live.up");
        browser.find("tbody tr.link");
        study.add("{'configuration': {'lr': 0.001, 'width': 64, 'solver': 'adam'}, 'state': 'complete',"
                        + " 'values': {'accuracy': 77}}")
                .is(201);
        long start = System.nanoTime();
        browser.shows("dl.stats", "77");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
        browser.shows("tbody tr:first-child", "77").isContent();
    }

    @Test
    void aStudyIsPausedResumedGivenATrialAndCompleted() {
        StudyApi study = api.study(SPACE, ACCURACY);
        browser.open("?study=" + study.name());
        browser.button("Pause").click();
        browser.shows("main .pill", "paused");
        assertThat(study.get("").at("/state").asString()).isEqualTo("paused");
        browser.button("Resume").click();
        browser.shows("main .pill", "active");
        browser.button("Queue a trial").click();
        browser.type("Configuration", "{\"lr\": 7, \"width\": 64, \"solver\": \"adam\"}");
        browser.button("Put it into the queue").click();
        browser.shows("[role=alert]", "/trials/0/configuration/lr");
        browser.type("Configuration", "{\"lr\": 0.01, \"width\": 64, \"solver\": \"adam\"}");
        browser.button("Put it into the queue").click();
        browser.shows("tbody tr:first-child", "queued");
        assertThat(study.ask().at("/configuration/width").asInt()).isEqualTo(64);
        browser.button("Complete").click();
        browser.shows("main .pill", "completed").isContent("400");
    }

    @Test
    void aStudyIsCreatedByTheForm() throws Exception {
        browser.open("").button("New study").click();
        browser.type("Name", "Not A Name").type("What is optimized", "A net").type("Metric", "accuracy");
        browser.choose("Direction", "maximize");
        browser.find(".parameters .parameter input").sendKeys("dropout");
        assertThat(browser.field("To").getDomProperty("value")).isEqualTo("0.7");
        browser.isAccessible().picture("new-study");
        browser.button("Create").click();
        browser.shows("[role=alert]", "/name");
        String name = Api.freshName();
        browser.type("Name", name).button("Create").click();
        browser.shows("h1", name);
        JsonNode created = api.get("/studies/" + name).is(200).at("");
        assertThat(created.at("/space/0/name").asString()).isEqualTo("dropout");
        assertThat(created.at("/objectives/0/direction").asString()).isEqualTo("maximize");
        browser.isContent("400");
    }

    @Test
    void whatWasWrittenAsJsonIsNotLost() throws Exception {
        String name = Api.freshName();
        browser.open("").button("New study").click();
        browser.type("Name", name).button("JSON").click();
        String study = """
            {"name": "%s", "objectives": [{"name": "accuracy", "direction": "maximize"}], %%s, "space": [
            {"name": "solver", "type": "categorical", "choices": ["a, b", "1"], "default": "1"}]}
            """.formatted(name);
        browser.type("Definition", study.formatted("\"lease\": {\"seconds\": 60}"))
                .button("Form")
                .click();
        browser.shows("[role=alert]", "The form cannot hold all of this").shows("[role=alert]", "/lease");
        browser.isAccessible().picture("new-study-json");
        browser.type("Definition", "{").button("Form").click();
        browser.shows("[role=alert]", "This is not JSON");
        browser.type("Definition", study.formatted("\"limits\": {\"trials\": 7}"))
                .button("Form")
                .click();
        browser.shows("dialog", "What is optimized");
        assertThat(browser.field("Metric").getDomProperty("value")).isEqualTo("accuracy");
        assertThat(browser.field("Trials at most").getDomProperty("value")).isEqualTo("7");
        browser.button("Create").click();
        browser.shows("h1", name);
        JsonNode created = api.get("/studies/" + name).is(200).at("/space/0");
        assertThat(created.at("/choices").toString()).isEqualTo("[\"a, b\",\"1\"]");
        assertThat(created.at("/default").isString()).isTrue();
        browser.isContent();
    }

    @Test
    void aTrialIsShownWholeByKeyboard() throws Exception {
        StudyApi study = api.study(SPACE, ACCURACY);
        work(study, 3, "");
        browser.open("?study=" + study.name());
        browser.run("arguments[0].focus()", browser.find("tbody tr:first-child button"));
        browser.press(Keys.ENTER);
        browser.shows("dialog", "Trial 2").shows("dialog", "Configuration").shows("dialog", "Measurements");
        browser.find("dialog canvas");
        browser.isAccessible().picture("trial");
        browser.press(Keys.ESCAPE);
        browser.lacks("dialog").isContent();
        browser.find("tbody tr:nth-child(2)").click();
        browser.shows("dialog", "Trial 1");
    }

    @Test
    void axesAreBrushedByKeyboard() throws Exception {
        StudyApi study = api.study(SPACE, ACCURACY);
        for (double lr : new double[] {1e-4, 1e-3, 1e-2}) {
            addResult(study, lr, 1 - lr);
        }
        browser.open("?study=" + study.name()).find("[aria-label^='Parallel'] canvas");
        Object before = browser.stillPicture("[aria-label^='Parallel'] canvas");
        browser.run("arguments[0].focus()", browser.find(".brush input"));
        for (int i = 0; i < 40; i++) {
            browser.press(Keys.ARROW_RIGHT); // from 10^-5 + 0.04 * 40
        }
        browser.shows(".card", "2 of 3 trials are within.").find(".card p [aria-label='Show trial 1']");
        browser.says("2 of 3 trials are within.").button("lr: from 0.0003981 ×");
        assertThat(browser.stillPicture("[aria-label^='Parallel'] canvas")).isNotEqualTo(before);
        browser.run("arguments[0].focus()", browser.find(".brush select"));
        browser.press("solver");
        browser.run("arguments[0].focus()", browser.find(".brush input"));
        browser.press(Keys.END);
        browser.shows(".card", "0 of 3 trials are within.").isAccessible();
        browser.button("solver: from sgd ×").click();
        browser.shows(".card", "2 of 3 trials are within.");
        browser.button("Take all brushes away").click();
        browser.says("No brush is left: all 3 trials.").lacks(".brush ~ .row").isContent();
        assertThat(browser.stillPicture("[aria-label^='Parallel'] canvas")).isEqualTo(before);
    }

    @Test
    void aBrushIsKeptWhileNewResultsCome() {
        StudyApi study = api.study(SPACE, ACCURACY);
        for (double lr : new double[] {2e-5, 1e-3, 1e-2}) {
            addResult(study, lr, 1 - lr);
        }
        String canvas = "[aria-label^='Parallel'] canvas";
        browser.open("?study=" + study.name()).find(".live.up");
        browser.stillPicture(canvas);
        browser.drag(canvas, 30, 64, 180, () -> {}); // the axis of lr, from 0.1 to below 0.001
        browser.shows(".card", "2 of 3 trials are within.");
        Object before = browser.stillPicture(canvas);
        addResult(study, 5e-3, 0.5);
        browser.shows(".card", "3 of 4 trials are within.").shows(".brush ~ .row", "lr: ");
        assertThat(browser.stillPicture(canvas)).isNotEqualTo(before);
        int width = 30 + (browser.find(canvas).getRect().width - 90) / 4;
        browser.drag(canvas, width, 64, 220, () -> {
            addResult(study, 5e-3, 0.6);
            browser.find("button[aria-label='Show trial 4']"); // what comes meanwhile does not end the drag
        });
        browser.shows(".card", "4 of 5 trials are within.");
        browser.shows(".brush ~ .row", "width: ").shows(".brush ~ .row", "lr: ").isContent();
    }

    @Test
    void tabsAreGoneThroughByKeyboard() {
        StudyApi study = api.study(SPACE, ACCURACY);
        browser.open("?study=" + study.name()).shows("[role=tabpanel]", "pip install requests");
        browser.run("arguments[0].focus()", browser.find("[role=tab][aria-selected=true]"));
        browser.press(Keys.ARROW_RIGHT);
        browser.shows("[role=tab][aria-selected=true]", "curl").shows("[role=tabpanel]", "curl -");
        browser.press(Keys.END);
        browser.shows("[role=tab][aria-selected=true]", "TypeScript").shows("[role=tabpanel]", "await fetch(");
        browser.press(Keys.ARROW_RIGHT); // around the end
        browser.shows("[role=tab][aria-selected=true]", "Python");
        browser.press(Keys.ARROW_LEFT, Keys.HOME);
        browser.shows("[role=tab][aria-selected=true]", "Python");
        assertThat(browser.run("return document.activeElement.textContent.trim()"))
                .isEqualTo("Python");
        assertThat(browser.run(
                        "return [...document.querySelectorAll('[role=tab]')].filter(tab => tab.tabIndex === 0).length"))
                .isEqualTo(1L);
        assertThat(browser.run(
                        "return document.getElementById(document.activeElement.getAttribute('aria-controls')).role"))
                .isEqualTo("tabpanel");
        browser.isAccessible().open("").button("New study").click();
        browser.run("arguments[0].focus()", browser.find("dialog [role=tab]"));
        browser.press(Keys.ARROW_RIGHT);
        browser.shows("dialog [role=tab][aria-selected=true]", "JSON")
                .shows("dialog [role=tabpanel]", "as the API takes it");
        browser.isAccessible().isContent();
    }

    @Test
    void whereThereIsNoStudyThePageSaysSoAndLeadsOn() throws Exception {
        browser.open("?study=no-such").shows("h1", "There is no study no-such");
        browser.isAccessible().picture("no-study").isContent("404");
        browser.button("Search for no-such").click();
        browser.shows("main", "No study is like that.");
        browser.open("?study=No%20Name")
                .shows("h1", "This is no study's address")
                .shows("main", "'No Name' is no name");
        browser.isContent("400").button("All studies").click();
        browser.shows("h1", "Studies");
        browser.open("studies/some<b>where").shows("h1", "Nothing here");
        browser.shows("main", "There is nothing at /studies/some%3Cb%3Ewhere.")
                .isAccessible()
                .picture("no-view")
                .isContent("404");
        browser.button("All studies").click();
        browser.shows("h1", "Studies");
    }

    @Test
    void aStudyThatIsRemovedWhileItIsShownSaysSo() throws Exception {
        StudyApi study = api.study(SPACE, ACCURACY);
        work(study, 3, "");
        browser.open("?study=" + study.name()).find(".live.up");
        browser.scroll();
        study.delete("").is(204);
        browser.shows("h1", study.name() + " was removed").isAccessible().picture("removed");
        browser.button("All studies").click();
        browser.shows("h1", "Studies").isContent("404");
    }

    @Test
    void aHiddenPageHearsNothingAndIsFreshWhenItIsSeenAgain() {
        StudyApi study = api.study(SPACE, ACCURACY);
        addResult(study, 0.01, 0.5);
        browser.open("?study=" + study.name()).find(".live.up");
        browser.shows("dl.stats", "0.5").hidden(true).find(".live:not(.up)");
        browser.run("window.asked = 0; const ask = window.fetch; window.fetch = (...all) => { window.asked++; return"
                + " ask(...all); }");
        addResult(study, 0.01, 0.75);
        assertThat(study.get("").at("/progress/best/value").doubleValue()).isEqualTo(0.75);
        assertThat(browser.run("return new Promise(done => setTimeout(() => done(window.asked), 1500))"))
                .isEqualTo(0L);
        browser.hidden(false).find(".live.up");
        browser.shows("dl.stats", "0.75").shows("tbody tr:first-child", "0.75").isContent();
    }

    @Test
    void manyTabsLeaveConnectionsForRequests() {
        StudyApi study = api.study(SPACE, ACCURACY);
        addResult(study, 0.01, 0.5);
        for (int tab = 0; tab < 8; tab++) {
            browser.another().open("?study=" + study.name()).shows("dl.stats", "0.5");
            assertThat(browser.run("return document.hidden")).isEqualTo(false);
        }
        addResult(study, 0.01, 0.75);
        browser.shows("dl.stats", "0.75").find(".live.up");
        browser.isContent();
    }

    @Test
    void severalObjectivesHaveAFront() throws Exception {
        StudyApi study = api.study(SPACE, BOTH, "'strategy': {'type': 'tpe', 'seed': 1}");
        work(study, 30, "both");
        browser.open("?study=" + study.name()).shows("main", "Pareto front").shows("main", "Hypervolume");
        browser.scroll().isAccessible().isContent().picture("front");
    }

    @Test
    void nothingThatSomebodyWroteIsRun() throws Exception {
        StudyApi study = api.study(
                "'space': [{'name': \"P%1$s\", 'type': 'float', 'low': 0, 'high': 1}, {'name': 'c', 'type': 'categorical', 'choices': [\"C%1$s\", 'b']}]"
                        .formatted(HOSTILE),
                "'objectives': [{'name': \"O%s\", 'direction': 'minimize'}]".formatted(HOSTILE),
                "'description': \"D%s\"".formatted(HOSTILE),
                "'labels': {\"L%1$s\": \"V%1$s\"}".formatted(HOSTILE));
        for (int i = 0; i < 4; i++) {
            JsonNode trial =
                    study.ask("{'worker': \"W%s\"}".formatted(HOSTILE)).is(200).at("/trials/0");
            int number = trial.path("number").asInt();
            study.post(
                            "/trials/" + number + "/report",
                            "{'lease': '%s', 'step': 1, 'values': {\"O%s\": 1}}"
                                    .formatted(trial.path("lease").asString(), HOSTILE))
                    .is(200);
            study.tell(
                            number,
                            i == 3
                                    ? "{'state': 'failed', 'reason': \"R%1$s\", 'attributes': {\"A%1$s\": \"B%1$s\"}}"
                                            .formatted(HOSTILE)
                                    : "{'state': 'complete', 'values': {\"O%1$s\": %2$d}, 'constraints': {\"K%1$s\": -1}}"
                                            .formatted(HOSTILE, i))
                    .is(200);
        }
        browser.open("").shows(".studies", "D</script>");
        browser.open("?study=" + study.name()).shows("main", "O</script>");
        browser.scroll();
        for (String language : new String[] {"curl", "Java", "TypeScript", "Python"}) {
            browser.button(language).click();
        }
        for (int number : new int[] {3, 0}) {
            browser.find("button[aria-label='Show trial " + number + "']").click();
            browser.shows("dialog", number == 3 ? "R</script>" : "K</script>");
            browser.button("Close").click();
        }
        assertThat(browser.run("return window.hacked")).isNull();
        assertThat(browser.run("return document.querySelectorAll('img:not(.brand img)').length"))
                .isEqualTo(0L);
        browser.isContent().picture("hostile");
    }

    @Test
    void aHundredThousandTrialsAreUsableWithinTwoSeconds() throws Exception {
        StudyApi study = api.study(SPACE, ACCURACY, "'strategy': {'type': 'tpe', 'seed': 1}");
        for (int batch = 0; batch < 20; batch++) {
            int first = 5_000 * batch;
            study.add(IntStream.range(first, first + 5_000)
                            .mapToObj(i ->
                                    "{'configuration': {'lr': %s, 'width': %d, 'solver': 'adam'}, 'state': 'complete', 'values': {'accuracy': %s}}"
                                            .formatted(
                                                    1e-4 + 0.09 * (i * 0.618 % 1), 8 + i % 500, Math.sin(i) - 1e-6 * i))
                            .collect(Collectors.joining(", ")))
                    .is(201);
        }
        browser.open("").find(".studies");
        long best = Long.MAX_VALUE;
        for (int visit = 0; visit < 3; visit++) {
            long start = System.nanoTime();
            browser.open("?study=" + study.name()).find(".chart canvas");
            browser.find("tbody tr.link");
            best = Math.min(best, Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
        System.out.println("100,000 trials: usable after " + best + " ms");
        assertThat(best).isLessThan(2_000);
        browser.scroll();
        List<Double> still = browser.frames(() -> {});
        List<Double> live = browser.frames(() -> {
            for (int i = 0; i < 10; i++) {
                addResult(study, 0.01, 1e-3 * i);
            }
        });
        report("scrolling", still);
        report("scrolling while results arrive", live);
        // Bounds that hold on a busy machine: where nothing else runs, no frame is over 50 ms.
        assertThat(live.stream().filter(frame -> frame > 50).count()).isLessThan(live.size() / 5);
        assertThat(live.stream().sorted().toList().get(live.size() / 2)).isLessThan(50);
        browser.shows("tbody tr:first-child", "0.009").isContent().picture("hundred-thousand");
    }

    private static void report(String when, List<Double> frames) {
        System.out.printf(
                "100,000 trials, %s: longest frame %.0f ms, %.1f %% of %d frames over 50 ms%n",
                when,
                frames.stream().mapToDouble(frame -> frame).max().orElseThrow(),
                100.0 * frames.stream().filter(frame -> frame > 50).count() / frames.size(),
                frames.size());
    }
}
