package dev.parley.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(SampleController.class)
@ExtendWith(OutputCaptureExtension.class)
class ProblemHandlerTests {

    private final MockMvcTester mvc;

    @Autowired
    ProblemHandlerTests(MockMvcTester mvc) {
        this.mvc = mvc;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"colour\": 1}                      | /colour           | The field 'colour' is unknown; known:"
                        + " count, ",
                "{\"count\": 1.5}                     | /count            | an integer",
                "{\"count\": \"5\"}                   | /count            | Expected an integer, got a string.",
                "{\"count\": 99999999999}             | /count            | out of range",
                "{\"ratio\": true}                    | /ratio            | Expected a number, got a boolean.",
                "{\"name\": 5}                        | /name             | '5' is not a string.",
                "{\"name\": [1]}                      | /name             | Expected a string, got an array.",
                "{\"direction\": \"up\"}              | /direction        | 'up' is not one of minimize, maximize.",
                "{\"direction\": 1}                   | /direction        | one of minimize, maximize",
                "{\"positive\": {\"value\": -1}}      | /positive         | value must be positive, got -1",
                "{\"positive\": {}}                   | /positive/value   | Expected an integer",
                "{\"positive\": {\"value\": null}}    | /positive/value   | Expected an integer",
                "{\"shape\": {\"radius\": 1}}         | /shape            | The field 'type' is missing; known:"
                        + " circle, square.",
                "{\"shape\": {\"type\": \"star\"}}    | /shape/type       | The type 'star' is unknown; known: circle,"
                        + " square.",
                "{\"shape\": {\"type\": \"circle\", \"radius\": 1, \"side\": 1}} | /shape/side | The field 'side' is"
                        + " unknown; known: radius",
                "{\"objectives\": [{\"name\": \"\"}]} | /objectives/0/name | must not be blank",
                "{\"objectives\": [{}]}               | /objectives/0/name | must not be blank",
                "{\"objectives\": {}}                 | /objectives       | Expected an array, got an object.",
                "{\"name\": \"a\", \"name\": \"b\"}   | /name             | The field is given twice.",
                "{\"name\": \"a\\u0000b\"}            | /name             | A NUL character cannot be stored.",
                "{\"labels\": {\"x/y\": \"\\u0000\"}} | /labels/x~1y      | A NUL character cannot be stored.",
                "{\"labels\": {\"\\u0000\": \"\"}}    | /labels           | A NUL character cannot be stored.",
                "[]                                   | ``                | Expected an object, got an array.",
                "5                                    | ``                | Expected an object",
            })
    void pointsAtTheFaultOfABody(String body, String pointer, String detail) {
        MvcTestResult answer = post("/sample", body);
        assertThat(answer).hasStatus(400).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer).bodyJson().extractingPath("$.type").isEqualTo("https://parley.dev/problems/invalid-request");
        assertThat(answer).bodyJson().extractingPath("$.errors[0].pointer").isEqualTo(pointer);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.errors[0].detail")
                .asString()
                .contains(detail);
        assertThat(answer)
                .bodyText()
                .doesNotContain("dev.parley.problem", "java.lang", "jackson", "Exception", "\"properties\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"count\": 1,}   | line 1, column",
                "{\"count\": 1     | ends too early",
                "{\"count\" 1}     | line 1, column",
                "{\"count\": 1} x  | line 1, column",
                "nonsense          | line 1, column",
            })
    void saysWhereJsonIsMalformed(String body, String detail) {
        MvcTestResult answer = post("/sample", body);
        assertProblem(answer, ProblemType.MALFORMED_JSON);
        assertThat(answer).bodyJson().extractingPath("$.detail").asString().contains(detail);
    }

    @Test
    void refusesARawNulWithItsPointer() {
        MvcTestResult answer = post("/sample", "{\"name\": \"a\0b\"}");
        assertProblem(answer, ProblemType.INVALID_REQUEST);
        assertThat(answer).bodyJson().extractingPath("$.errors[0].pointer").isEqualTo("/name");
    }

    @Test
    void takesAnEscapedBackslashBeforeU0000AsText() {
        assertThat(post("/sample", "{\"name\": \"a\\\\u0000b\"}")).hasStatus(200);
    }

    @Test
    void refusesJsonThatIsNestedTooDeep() {
        assertProblem(post("/sample", "{\"labels\": " + "[".repeat(2000)), ProblemType.INVALID_REQUEST);
        assertProblem(post("/sample", "[".repeat(2000) + "]".repeat(2000)), ProblemType.INVALID_REQUEST);
    }

    @Test
    void asksForABody() {
        MvcTestResult answer = post("/sample", "");
        assertProblem(answer, ProblemType.INVALID_REQUEST);
        assertThat(answer).bodyJson().extractingPath("$.detail").isEqualTo("A JSON body is required.");
    }

    @Test
    void writesEnumsInLowerCaseAndLeavesOutWhatIsAbsent() {
        MvcTestResult answer = post("/sample", "{\"direction\": \"maximize\", \"ratio\": 2}");
        assertThat(answer).hasStatus(200);
        assertThat(answer).bodyText().isEqualTo("{\"ratio\":2.0,\"direction\":\"maximize\"}");
    }

    @Test
    void leavesABareNanToTheFeatures() {
        assertThat(post("/sample", "{\"ratio\": NaN}")).hasStatus(200);
    }

    @Test
    void pointsIntoABodyThatIsAList() {
        MvcTestResult answer = post("/sample/trials", "[{\"name\": \"a\"}, {\"name\": \" \"}]");
        assertProblem(answer, ProblemType.INVALID_REQUEST);
        assertThat(answer).bodyJson().extractingPath("$.errors[0].pointer").isEqualTo("/1/name");
        assertProblem(post("/sample/trials", "[]"), ProblemType.INVALID_REQUEST);
    }

    @Test
    void namesTheParameterAtFault() {
        assertParameter("/sample/page?pageSize=101", "pageSize", "must be less than or equal to 100");
        assertParameter("/sample/page?pageSize=many", "pageSize", "'many' is not an integer.");
        assertParameter("/sample/page", "pageSize", "The parameter 'pageSize' is required.");
        MvcTestResult noHeader = mvc.get().uri("/sample/page?pageSize=1").exchange();
        assertThat(noHeader).bodyJson().extractingPath("$.errors[0].parameter").isEqualTo("X-Some");
    }

    private void assertParameter(String uri, String parameter, String detail) {
        MvcTestResult answer = mvc.get().uri(uri).header("X-Some", "x").exchange();
        assertProblem(answer, ProblemType.INVALID_REQUEST);
        assertThat(answer).bodyJson().extractingPath("$.errors[0].parameter").isEqualTo(parameter);
        assertThat(answer).bodyJson().extractingPath("$.errors[0].detail").isEqualTo(detail);
    }

    @Test
    void refusesANulInTheQuery() {
        assertProblem(mvc.get().uri("/sample/page?label=%00").exchange(), ProblemType.INVALID_REQUEST);
    }

    @Test
    void speaksOfMediaTypesMethodsAndPaths() {
        MvcTestResult xml = mvc.post()
                .uri("/sample")
                .contentType(MediaType.APPLICATION_XML)
                .content("<a/>")
                .exchange();
        assertProblem(xml, ProblemType.UNSUPPORTED_MEDIA_TYPE);
        MvcTestResult accept = mvc.post()
                .uri("/sample")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_XML)
                .content("{}")
                .exchange();
        assertProblem(accept, ProblemType.NOT_ACCEPTABLE);
        MvcTestResult method = mvc.delete().uri("/sample").exchange();
        assertProblem(method, ProblemType.METHOD_NOT_ALLOWED);
        assertThat(method).hasHeader("Allow", "POST");
        MvcTestResult path = mvc.get().uri("/nothing/here").exchange();
        assertProblem(path, ProblemType.NOT_FOUND);
        assertThat(path).bodyJson().extractingPath("$.instance").isEqualTo("/nothing/here");
    }

    @Test
    void rendersAProblemWithItsExtensions() {
        MvcTestResult answer = mvc.get().uri("/sample/fail/lease").exchange();
        assertProblem(answer, ProblemType.ALREADY_TOLD);
        assertThat(answer).bodyJson().extractingPath("$.recorded.state").isEqualTo("complete");
        assertThat(answer).bodyJson().extractingPath("$.detail").isEqualTo("Trial 3 is complete already.");
    }

    @Test
    void saysWhenToTryAgain() {
        MvcTestResult away = mvc.get().uri("/sample/fail/database").exchange();
        assertProblem(away, ProblemType.DATABASE_UNAVAILABLE);
        assertThat(away).hasHeader("Retry-After", "5");
        assertThat(away).bodyText().doesNotContain("10.0.0.1");
        MvcTestResult collision = mvc.get().uri("/sample/fail/collision").exchange();
        assertProblem(collision, ProblemType.OVERLOADED);
        assertThat(collision).hasHeader("Retry-After", "1");
    }

    @Test
    void keepsTheInsideInsideAndLogsItUnderAReference(CapturedOutput output) {
        MvcTestResult answer = mvc.get().uri("/sample/fail/inside").exchange();
        assertProblem(answer, ProblemType.INTERNAL);
        assertThat(answer).bodyText().doesNotContain("secret", "Inside", "IllegalState");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.reference")
                .asString()
                .satisfies(reference -> assertThat(output).contains(reference, "secret at dev.parley.Inside"));
    }

    @Test
    void saysNothingOfAClientThatLeftWhileItWasAnswered(CapturedOutput output) {
        assertThat(mvc.get().uri("/sample/fail/gone").exchange()).bodyText().isEmpty();
        assertThat(output).doesNotContain("Broken pipe", "/sample/fail/gone");
    }

    @Test
    void refusesALargeBodyByItsLengthButTakesImports() {
        String large = "[{\"name\": \"" + "x".repeat(1 << 20) + "\"}]";
        assertProblem(post("/sample", large), ProblemType.TOO_LARGE);
        assertThat(post("/sample/trials", large)).hasStatus(200);
    }

    private MvcTestResult post(String uri, String body) {
        return mvc.post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private static void assertProblem(MvcTestResult answer, ProblemType type) {
        assertThat(answer).hasStatus(type.status()).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo(type.type().toString());
        assertThat(answer).bodyJson().extractingPath("$.title").isEqualTo(type.title());
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.status")
                .isEqualTo(type.status().value());
    }
}
