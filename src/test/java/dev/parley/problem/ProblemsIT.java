package dev.parley.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.RawClient;
import dev.parley.testing.StudyApi;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;

@IntegrationTest
class ProblemsIT {

    @LocalServerPort
    int port;

    @Autowired
    Api api;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{'count': }",
                "{'count': 1,}",
                "{count: 1}",
                "nope",
                "{'count': 1",
                "{'count': 01}",
                "{} {}",
                "\u0001"
            })
    void malformedJsonIsSaidToBeSo(String body) {
        api.study().ask(body).isProblem(400, "malformed-json");
    }

    @Test
    void jsonThatNestsTooDeepIsRefused() {
        StudyApi study = api.study();
        study.ask();
        study.tell(0, "{'state': 'failed', 'attributes': {'a': " + "[".repeat(5_000) + "]".repeat(5_000) + "}}")
                .isProblem(400, "malformed-json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        /ask                 | {'cuont': 1}                                  | /cuont
        /ask                 | {'count': 'two'}                              | /count
        /ask                 | {'count': [1]}                                | /count
        /ask                 | {'count': 1, 'count': 2}                      | /count
        /ask                 | {'count': 99999999999}                        | /count
        /ask                 | {'worker': 1}                                 | /worker
        /ask                 | {'fixed': [1]}                                | /fixed
        /ask                 | {'worker': 'a\\u0000b'}                       | /worker
        /ask                 | {'fixed': {'x': 'a\\u0000b'}}                 | /fixed/x
        /trials/0/tell       | {'state': 'done'}                             | /state
        /trials/0/tell       | {'state': 1}                                  | /state
        /trials/0/tell       | {'state': 'failed', 'extra': {}}              | /extra
        /trials/0/tell       | {'state': 'failed', 'attributes': []}         | /attributes
        /trials/0/tell       | {'state': 'failed', 'attributes': {'a': ['\\u0000']}} | /attributes/a/0
        /trials/0/heartbeat  | {'lease': 'a', 'leaseSeconds': 0}             | /leaseSeconds
        /trials/0/heartbeat  | {}                                            | /lease
        /trials/0/release    | {'lease': 'a', 'why': 'b'}                    | /why
        /trials              | {'trials': {}}                                | /trials
        /trials              | {'trials': [null]}                            | /trials/0
        /trials              | {}                                            | /trials
        """)
    void aFaultInTheBodyIsPointedAt(String path, String body, String pointer) {
        StudyApi study = api.study();
        study.ask();
        study.post(path, body).isInvalidAt(pointer);
        study.get("").has("/progress/revision", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "'text'", "null", "true"})
    void aBodyIsAnObject(String body) {
        StudyApi study = api.study();
        study.ask();
        study.tell(0, body).isProblem(400, "invalid-request");
        api.post("/studies", body).isProblem(400, "invalid-request");
        study.post("/trials", body).isProblem(400, "invalid-request");
    }

    @Test
    void aMissingBodyIsSaidToBeMissing() {
        StudyApi study = api.study();
        study.ask();
        api.send(HttpMethod.POST, study.path() + "/trials/0/tell", "", "Content-Type", "application/json")
                .isProblem(400, "invalid-request");
        api.send(HttpMethod.PUT, study.path(), "", "Content-Type", "application/json")
                .isProblem(400, "invalid-request");
    }

    @Test
    void anotherMediaTypeIsRefused() {
        StudyApi study = api.study();
        for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded")) {
            study.ask("{}", "Content-Type", type).isProblem(415, "unsupported-media-type");
        }
        study.ask("{}", "Content-Type", "application/json;charset=utf-8").is(200);
    }

    @Test
    void partsWithoutABoundaryAreABodyOfAnotherMediaType() {
        StudyApi study = api.study();
        study.ask("{}", "Content-Type", "multipart/form-data").isProblem(415, "unsupported-media-type");
        api.send(HttpMethod.GET, study.path(), "", "Content-Type", "multipart/form-data")
                .is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?=1", "?pageSize=1&=", "?state=%zz", "?%=1"})
    void aQueryThatCannotBeReadIsRefused(String query) throws IOException {
        for (String list : List.of("/studies", api.study().path() + "/trials", "/webhooks")) {
            try (RawClient client = new RawClient(port)) {
                assertThat(client.get("/api/v1" + list + query))
                        .startsWith("HTTP/1.1 400")
                        .contains("application/problem+json");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pageSize=&pageSize=x", "pageSize=1&pageSize=1", "pageSize=1&state=lost&pageSize=2"})
    void aParameterOfOneValueIsGivenOnce(String query) {
        api.study()
                .get("/trials?" + query)
                .isProblem(400, "invalid-request")
                .has("/errors/0/parameter", "'pageSize'")
                .has("/errors/0/detail", "'must be given once, and is given 2 times'");
    }

    @Test
    void aParameterOfSeveralValuesMayBeGivenAgain() {
        api.study().get("/trials?state=lost&state=failed").is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUERY", "PROPFIND", "FOO"})
    void aMethodThatNoPathTakesIsRefusedWithThoseThatItTakes(String method) {
        Answer answer = api.send(HttpMethod.valueOf(method), api.study().path() + "/ask", "")
                .isProblem(405, "method-not-allowed");
        assertThat(answer.headers().getAllow()).containsExactly(HttpMethod.POST);
    }

    @Test
    void anUnacceptableMediaTypeIsRefused() {
        api.send(HttpMethod.GET, api.study().path(), "", "Accept", "text/csv").isProblem(406, "not-acceptable");
    }

    @Test
    void anUnknownStudyOrTrialIsNotFound() {
        StudyApi study = api.study();
        StudyApi unknown = new StudyApi(api, Api.freshName());
        for (StudyApi one : List.of(unknown, study)) {
            String slug = one.equals(unknown) ? "study-not-found" : "trial-not-found";
            one.trial(7).isProblem(404, slug);
            one.tell(7, "{'state': 'failed'}").isProblem(404, slug);
            one.post("/trials/7/cancel", "").isProblem(404, slug);
            one.post("/trials/7/retract", "").isProblem(404, slug);
        }
        for (String below : List.of("", "/trials", "/best")) {
            unknown.get(below).isProblem(404, "study-not-found");
        }
        for (String below : List.of("/pause", "/resume", "/complete", "/ask")) {
            unknown.post(below, "").isProblem(404, "study-not-found");
        }
        unknown.add("{'configuration': {'x': 0.5}}").isProblem(404, "study-not-found");
        api.patch(unknown.path(), "{}", "If-Match", "\"1\"").isProblem(404, "study-not-found");
        api.delete(unknown.path()).isProblem(404, "study-not-found");
    }

    @Test
    void anUnknownPathIsNotFound() {
        StudyApi study = api.study();
        study.get("/nothing").isProblem(404, "not-found");
        api.get("/nothing").isProblem(404, "not-found");
        study.get("/trials/0/nothing").isProblem(404, "not-found");
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsRefused() {
        StudyApi study = api.study();
        Answer answer = study.get("/ask").isProblem(405, "method-not-allowed");
        assertThat(answer.headers().getAllow()).containsExactly(HttpMethod.POST);
        study.post("", "{}").isProblem(405, "method-not-allowed");
        api.put("/studies", "{}").isProblem(405, "method-not-allowed");
        api.delete(study.path() + "/trials/0").isProblem(405, "method-not-allowed");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        StudyApi study = api.study();
        study.ask();
        String attributes = "{'state': 'failed', 'attributes': {'a': '%s'}}";
        study.tell(0, attributes.formatted("a".repeat(1 << 20))).isProblem(413, "too-large");
        study.trial(0).has("/state", "'running'");
        study.tell(0, attributes.formatted("a".repeat(1_000_000))).is(200);
    }

    @Test
    void aProblemNamesWhereItHappened() {
        StudyApi study = api.study();
        study.trial(3)
                .isProblem(404, "trial-not-found")
                .has("/instance", "'/api/v1/studies/" + study.name() + "/trials/3'")
                .has("/title", "'There is no such trial'");
    }
}
