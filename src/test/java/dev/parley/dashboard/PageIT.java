package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page's files and how they are served. */
@IntegrationTest
class PageIT {

    @LocalServerPort
    int port;

    /** What all paths begin with; mostly nothing. */
    @Value("${server.servlet.context-path:}")
    String context;

    HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> imports(String script) {
        return Pattern.compile("(?:from|import\\()\\s*\"([^\"]+)\"")
                .matcher(script)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void thePageLoadsNothingFromElsewhereAndNothingInline() throws Exception {
        HttpResponse<String> page = get(context + "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("http://", "https://", "style=", "onclick", "<style");
    }

    @Test
    void everyModuleThatIsImportedIsThere() throws Exception {
        List<String> missing = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of(context + "/page/main.js"));
        while (!left.isEmpty()) {
            String path = left.removeFirst();
            HttpResponse<String> script = get(path);
            String type = script.headers().firstValue("Content-Type").orElse("");
            if (script.statusCode() != 200 || !type.contains("javascript")) {
                missing.add(path + " " + script.statusCode() + " " + type);
            } else if (path.startsWith(context + "/page/")) {
                imports(script.body()).stream()
                        .map(name -> URI.create(path).resolve(name).getPath())
                        .filter(seen::add)
                        .forEach(left::add);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(seen)
                .contains(
                        context + "/vendor/lit-html/lit-html.js",
                        context + "/vendor/echarts/echarts.esm.min.js",
                        context + "/page/study.js");
    }

    @Test
    void ownFilesAreLookedForAnewAndLibrariesOnceADay() throws Exception {
        assertThat(get(context + "/page/main.js").headers().firstValue("Cache-Control"))
                .contains("no-cache");
        assertThat(get(context + "/vendor/lit-html/lit-html.js").headers().firstValue("Cache-Control"))
                .contains("max-age=86400");
        assertThat(get(context + "/page/none-such.js").statusCode()).isEqualTo(404);
    }

    @Test
    void whatThePageBeginsWithIsBesideIt() throws Exception {
        List<String> files = Pattern.compile("(?:href|src)=\"([^\"#]+)\"")
                .matcher(get(context + "/").body())
                .results()
                .map(found -> URI.create(context + "/").resolve(found.group(1)).getPath())
                .toList();
        assertThat(files).contains(context + "/page/main.js", context + "/page/page.css", context + "/docs");
        for (String file : files) {
            assertThat(get(file).statusCode()).as(file).isIn(200, 302);
        }
    }

    @Test
    void thePagesOfTheApiDocumentMaySetStylesAndNoOthers() throws Exception {
        HttpResponse<String> docs = get(context + "/docs");
        assertThat(docs.headers().firstValue("Location")).contains(context + "/swagger-ui/index.html");
        assertThat(policy("/docs")).contains("style-src 'self' 'unsafe-inline'");
        assertThat(policy("/swagger-ui/index.html")).contains("style-src 'self' 'unsafe-inline'", "script-src 'self'");
        assertThat(policy("/swagger-ui/swagger-ui.css")).contains("'unsafe-inline'");
        assertThat(policy("/")).doesNotContain("unsafe");
        assertThat(policy("/docsify")).doesNotContain("unsafe");
        assertThat(policy("/v3/api-docs")).doesNotContain("unsafe");
    }

    private String policy(String path) throws Exception {
        return get(context + path)
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
    }

    @Test
    void theApiDocumentSaysWhereTheApiIs() throws Exception {
        String configuration = get(context + "/v3/api-docs/swagger-config").body();
        assertThat(configuration).contains("\"url\":\"" + context + "/v3/api-docs\"");
        String document = get(context + "/v3/api-docs").body();
        assertThat(document).contains("\"url\":\"" + (context.isEmpty() ? "/" : context) + "\"");
        assertThat(get(context + "/api/v1/studies").statusCode()).isEqualTo(200);
    }
}
