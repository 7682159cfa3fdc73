package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, without a window. It must not complain of anything that the page does. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path PICTURES = Path.of("target", "pictures");

    /** Whether every chart in sight has a picture. */
    private static final String DRAWN = """
        return [...document.querySelectorAll(".chart")].filter(chart => {
          const { top, bottom } = chart.getBoundingClientRect();
          return bottom > 0 && top < innerHeight;
        }).every(chart => chart.querySelector("canvas"));
        """;

    private final ChromeDriver driver;
    private final String address;

    Browser(int port) {
        address = "http://127.0.0.1:" + port + "/";
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1440,900");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .build(),
                options);
    }

    /** Goes to an address below the service's. */
    Browser open(String path) {
        driver.get(address + path);
        return this;
    }

    Browser size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        return this;
    }

    Browser dark(boolean isDark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
        return this;
    }

    /** Goes on in another window, while those before stay open and in sight. */
    Browser another() {
        driver.switchTo().newWindow(WindowType.WINDOW);
        return this;
    }

    /** Has the page take itself for hidden, or for seen again. */
    Browser hidden(boolean isHidden) {
        run(
                "Object.defineProperty(document, 'hidden', {configurable: true, value: arguments[0]});"
                        + " document.dispatchEvent(new Event('visibilitychange'))",
                isHidden);
        return this;
    }

    /** The element that a selector finds, as soon as it is shown. */
    WebElement find(String selector) {
        return await(
                "nothing visible at " + selector,
                () -> driver.findElements(By.cssSelector(selector)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    /** The button, link or summary with these words, as soon as it is shown. */
    WebElement button(String words) {
        return await(
                "no button " + words,
                () -> driver.findElements(By.cssSelector("button, a, summary")).stream()
                        .filter(element -> element.isDisplayed()
                                && element.getText().strip().equals(words))
                        .findFirst()
                        .orElse(null));
    }

    /** The field with this label, in the dialog or form that is shown. */
    WebElement field(String label) {
        return await(
                "no field " + label,
                () -> driver.findElements(By.cssSelector("label")).stream()
                        .filter(element -> element.isDisplayed()
                                && element.getText().strip().startsWith(label))
                        .map(element -> element.findElement(By.cssSelector("input, select, textarea")))
                        .findFirst()
                        .orElse(null));
    }

    Browser type(String label, String text) {
        WebElement field = field(label);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
        return this;
    }

    Browser choose(String label, String option) {
        field(label).findElements(By.tagName("option")).stream()
                .filter(element -> element.getText().strip().equals(option))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no option " + option))
                .click();
        return this;
    }

    /** Waits until an element's text holds words. */
    Browser shows(String selector, String words) {
        await(
                selector + " never shows " + words,
                () -> driver.findElements(By.cssSelector(selector)).stream()
                                .anyMatch(element -> element.isDisplayed()
                                        && element.getText().contains(words))
                        ? true
                        : null);
        return this;
    }

    /** Waits until a screen reader is told so. */
    Browser says(String words) {
        await(
                "nobody is told " + words,
                () -> driver.findElements(By.cssSelector("[role=status]")).stream()
                                .anyMatch(status -> words.equals(status.getDomProperty("textContent")))
                        ? true
                        : null);
        return this;
    }

    /** What a canvas shows once it does not change any more. */
    Object stillPicture(String selector) {
        WebElement canvas = find(selector);
        run("arguments[0].scrollIntoView({block: 'center'})", canvas);
        Object[] last = {""};
        return await("the picture does not come to rest", () -> {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            Object before = last[0];
            last[0] = Objects.requireNonNull(run("return arguments[0].toDataURL()", canvas));
            return last[0].equals(before) ? before : null;
        });
    }

    /** Waits until so many elements are found at a selector. */
    Browser counts(String selector, int count) {
        await(
                "there are never " + count + " of " + selector,
                () -> driver.findElements(By.cssSelector(selector)).size() == count ? true : null);
        return this;
    }

    /** Waits until nothing is found at a selector. */
    Browser lacks(String selector) {
        await(
                selector + " does not go",
                () -> driver.findElements(By.cssSelector(selector)).stream().noneMatch(WebElement::isDisplayed)
                        ? true
                        : null);
        return this;
    }

    private <T> T await(String failure, Attempt<T> attempt) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            T found = tried(attempt);
            if (found != null) {
                return found;
            }
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
        throw new AssertionError(failure);
    }

    private static <T> @Nullable T tried(Attempt<T> attempt) {
        try {
            return attempt.find();
        } catch (StaleElementReferenceException | NoSuchElementException e) {
            return null; // drawn anew meanwhile
        }
    }

    /** Something that is tried again until it is found. */
    @FunctionalInterface
    private interface Attempt<T> {
        @Nullable
        T find();
    }

    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Drags downwards from a point of an element, and lets go after something else was done. */
    Browser drag(String selector, int x, int y, int way, Runnable meanwhile) {
        WebElement element = find(selector);
        run("arguments[0].scrollIntoView({block: 'center'})", element);
        Rectangle box = element.getRect();
        Actions down = new Actions(driver)
                .moveToElement(element, x - box.width / 2, y - box.height / 2)
                .clickAndHold();
        for (int step = 0; step < 4; step++) {
            down.moveByOffset(0, way / 4);
        }
        down.perform();
        meanwhile.run();
        new Actions(driver).moveByOffset(0, 1).release().perform();
        return this;
    }

    /** What a script answers. */
    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Expects that axe finds nothing that keeps people out (WCAG 2.2, A and AA, and its best practices). */
    Browser isAccessible() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run(document, { resultTypes: ["violations"] }).then(
              found => done(found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160) + " " + n.failureSummary).join("\\n  "))),
              failure => done([String(failure)]));
            """);
        assertThat((List<?>) Objects.requireNonNull(found)).isEmpty();
        return this;
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Expects that nothing is wider than the window. */
    Browser fits() {
        assertThat((Long) run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo((Long) run("return document.documentElement.clientWidth"));
        return this;
    }

    /** Lets all charts come into sight once, and waits for each to be drawn. */
    Browser scroll() {
        long height = (Long) Objects.requireNonNull(run("return document.documentElement.scrollHeight"));
        for (long y = 0; y < height; y += 500) {
            run("scrollTo(0, arguments[0])", y);
            await("a chart is not drawn", () -> Boolean.TRUE.equals(run(DRAWN)) ? true : null);
        }
        run("scrollTo(0, 0)");
        return this;
    }

    /** How long each frame was, in milliseconds, while the page was scrolled down and up for four seconds and something else was done. */
    List<Double> frames(Runnable meanwhile) {
        run("""
            window.parleyFrames = [];
            let [last, way] = [performance.now(), 25];
            const end = last + 4000;
            const step = now => {
              parleyFrames.push(now - last);
              last = now;
              scrollBy(0, way);
              if (scrollY <= 0 || scrollY + innerHeight >= document.documentElement.scrollHeight - 1) way = -way;
              if (now < end) requestAnimationFrame(step);
              else window.parleyFrames.isComplete = true;
            };
            requestAnimationFrame(step);
            """);
        meanwhile.run();
        List<?> frames = await("scrolling does not end", () ->
                (List<?>) run("return parleyFrames.isComplete ? parleyFrames.slice(1) : null"));
        return frames.stream().map(frame -> ((Number) frame).doubleValue()).toList();
    }

    /** Keeps a picture of the whole page under target/pictures, to be looked at. */
    Browser picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Dimension before = driver.manage().window().getSize();
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .get("data");
        Files.write(PICTURES.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png((String)
                Objects.requireNonNull(data)));
        driver.manage().window().setSize(before);
        return this;
    }

    /** Expects that the browser complained of nothing since it was last asked: no refused script or style, no failure. */
    Browser isContent(String... except) {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> List.of(except).stream().noneMatch(entry.getMessage()::contains))
                .isEmpty();
        return this;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
