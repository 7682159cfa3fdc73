package dev.parley.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@IntegrationTest
class OpenApiIT {

    private static final Path CHECKED_IN = Path.of("docs/openapi.json");
    private static final String REWRITE = "./mvnw verify -Dit.test=OpenApiIT -Dopenapi.write=true";
    private static final String STUDY = "/api/v1/studies/digits-mlp";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private record Operation(String method, String path, JsonNode node) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Autowired
    RestTestClient client;

    @Test
    void servesTheDocumentThatIsCheckedIn() throws IOException {
        String served = JSON.writeValueAsString(JSON.treeToValue(document(), Map.class)) + "\n";
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(CHECKED_IN, served);
        }
        assertThat(served)
                .as(
                        "the document served, which %s must equal; after a change to the API, rewrite it: %s",
                        CHECKED_IN, REWRITE)
                .isEqualTo(Files.readString(CHECKED_IN).replace("\r\n", "\n"));
    }

    @Test
    void servesAPageToBrowseTheDocument() {
        client.get()
                .uri("/docs")
                .exchange()
                .expectStatus()
                .is3xxRedirection()
                .expectHeader()
                .location("/swagger-ui/index.html");
        client.get().uri("/swagger-ui/index.html").exchange().expectStatus().isOk();
    }

    @Test
    void namesEveryOperationOnce() {
        assertThat(operations()).allSatisfy(operation -> {
            assertThat(operation.node.path("operationId").asString("")).isNotEmpty();
            assertThat(operation.node.path("summary").asString("")).isNotEmpty();
            assertThat(operation.node.path("tags").size()).isEqualTo(1);
        });
        assertThat(operations())
                .extracting(operation -> operation.node.path("operationId").asString(""))
                .doesNotHaveDuplicates();
    }

    @Test
    void describesEveryTagAndEveryParameter() {
        List<String> tags = new ArrayList<>();
        document().path("tags").forEach(tag -> {
            assertThat(tag.path("description").asString("")).isNotEmpty();
            tags.add(tag.path("name").asString(""));
        });
        assertThat(operations()).allSatisfy(operation -> {
            assertThat(tags).contains(operation.node.path("tags").path(0).asString(""));
            assertThat(operation.node.path("parameters"))
                    .allSatisfy(parameter -> assertThat(
                                    parameter.path("description").asString(""))
                            .isNotEmpty());
        });
    }

    @Test
    void givesEveryBodyAnExample() {
        assertThat(operations().stream().filter(operation -> operation.node.has("requestBody")))
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.node.at("/requestBody/content"))
                        .allSatisfy(content -> assertThat(content.has("example")
                                        || content.at("/schema/format")
                                                .asString("")
                                                .equals("binary"))
                                .isTrue()));
    }

    @Test
    void answersEveryErrorWithAProblem() {
        Predicate<String> isError = status -> status.startsWith("4") || status.startsWith("5");
        JsonNode document = document();
        assertThat(operations()).allSatisfy(operation -> {
            List<String> errors = operation.node.path("responses").propertyNames().stream()
                    .filter(isError)
                    .toList();
            assertThat(errors).contains("400", "401", "403", "503").allSatisfy(status -> {
                String reference =
                        operation.node.at("/responses/" + status + "/$ref").asString("");
                assertThat(document.at(reference.substring(1))
                                .path("content")
                                .path("application/problem+json")
                                .at("/schema/$ref")
                                .asString(""))
                        .isEqualTo("#/components/schemas/Problem");
            });
        });
    }

    @Test
    void refersOnlyToWhatThereIs() {
        JsonNode document = document();
        List<String> references = new ArrayList<>();
        document.findValues("$ref").forEach(reference -> references.add(reference.asString("")));
        document.findValues("mapping")
                .forEach(mapping -> mapping.forEach(reference -> references.add(reference.asString(""))));
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
        });
    }

    @Test
    void tellsParametersApartByTheirType() {
        JsonNode schemas = document().at("/components/schemas");
        JsonNode parameter = schemas.path("Parameter");
        assertThat(parameter.at("/discriminator/propertyName").asString("")).isEqualTo("type");
        assertThat(parameter.path("oneOf").size()).isEqualTo(4);
        parameter.at("/discriminator/mapping").properties().forEach(kind -> {
            JsonNode child = document().at(kind.getValue().asString("").substring(1));
            assertThat(child.has("allOf")).isFalse();
            assertThat(child.at("/properties/type/enum"))
                    .extracting(JsonNode::asString)
                    .containsExactly(kind.getKey());
            assertThat(child.at("/properties/type/default").asString("")).isEqualTo(kind.getKey());
            assertThat(child.path("required")).extracting(JsonNode::asString).contains("type", "name");
        });
    }

    @Test
    void saysOfMapsOfAnythingThatTheirValuesMayBeAnything() {
        List<JsonNode> values = document().findValues("additionalProperties");
        assertThat(values).isNotEmpty().noneMatch(value -> value.isObject() && value.isEmpty());
    }

    @Test
    void givesNoSchemaANameThatMeansSomethingElseInALanguage() {
        assertThat(document().at("/components/schemas").propertyNames())
                .doesNotContain("Array", "Date", "Error", "Map", "Object", "Promise", "Set", "String")
                .filteredOn(name -> name.startsWith("New"))
                .isEmpty();
    }

    @Test
    void acceptsItsOwnExamples() {
        send("deleteStudy", STUDY, null);
        assertThat(send("putStudy", STUDY, example("putStudy")).propertyNames())
                .isEqualTo(answer("putStudy").propertyNames());
        send("putStudy", STUDY, example("putStudy"));
        assertThat(send("createStudy", "/api/v1/studies", example("createStudy"))
                        .has("name"))
                .isTrue();
        assertThat(send("addTrials", STUDY + "/trials", example("addTrials"))).isEqualTo(answer("addTrials"));
        JsonNode asked = send("ask", STUDY + "/ask", example("ask"));
        assertThat(asked.at("/trials/1").propertyNames())
                .isEqualTo(answer("ask").at("/trials/0").propertyNames());
        String first = STUDY + "/trials/" + asked.at("/trials/0/number").asInt();
        String lease = asked.at("/trials/0/lease").asString("");
        send("heartbeat", first + "/heartbeat", example("heartbeat").put("lease", lease));
        assertThat(send("tell", first + "/tell", example("tell").put("lease", lease))
                        .path("state")
                        .asString(""))
                .isEqualTo("complete");
        String second = STUDY + "/trials/" + asked.at("/trials/1/number").asInt();
        send(
                "release",
                second + "/release",
                example("release").put("lease", asked.at("/trials/1/lease").asString("")));
        send("updateStudy", STUDY, example("updateStudy"));
    }

    private JsonNode send(String operationId, String path, @Nullable JsonNode body) {
        Operation operation = operation(operationId);
        RestTestClient.RequestBodySpec request = client.method(
                        HttpMethod.valueOf(operation.method.toUpperCase(Locale.ROOT)))
                .uri(path);
        if (operationId.equals("updateStudy")) {
            request.header("If-Match", "\"1\"");
        }
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(JSON.writeValueAsBytes(body));
        }
        var result = request.exchange().expectBody().returnResult();
        String answer = new String(
                result.getResponseBody() == null ? new byte[0] : result.getResponseBody(), StandardCharsets.UTF_8);
        if (!operationId.equals("deleteStudy")) {
            assertThat(result.getStatus().is2xxSuccessful())
                    .as("%s %s", operation, answer)
                    .isTrue();
            assertThat(operation
                            .node
                            .path("responses")
                            .has(String.valueOf(result.getStatus().value())))
                    .as("%s answers %s, which the document does not say", operation, result.getStatus())
                    .isTrue();
        }
        return JSON.readTree(answer.isEmpty() ? "null" : answer);
    }

    private ObjectNode example(String operationId) {
        return (ObjectNode) operation(operationId).node.at("/requestBody/content/application~1json/example");
    }

    private JsonNode answer(String operationId) {
        JsonNode responses = operation(operationId).node.path("responses");
        return responses.path(responses.has("201") ? "201" : "200").at("/content/application~1json/example");
    }

    private Operation operation(String operationId) {
        return operations().stream()
                .filter(operation ->
                        operation.node.path("operationId").asString("").equals(operationId))
                .findFirst()
                .orElseThrow();
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method ->
                                operations.add(new Operation(method.getKey(), path.getKey(), method.getValue()))));
        return operations;
    }

    private JsonNode document() {
        byte[] body = client.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return JSON.readTree(body);
    }
}
