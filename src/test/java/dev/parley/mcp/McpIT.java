package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.Page;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an agent sees, by the protocol's own client. */
@IntegrationTest
class McpIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    @LocalServerPort
    int port;

    @Autowired
    Api api;

    @Autowired
    RestTestClient http;

    private McpSyncClient agent;

    @BeforeEach
    void connect() {
        agent = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port)
                        .endpoint("/mcp")
                        .build())
                .build();
        assertThat(agent.initialize().serverInfo().name()).isEqualTo("parley");
    }

    @AfterEach
    void leave() {
        agent.close();
    }

    private CallToolResult call(String tool, String arguments) {
        return agent.callTool(new CallToolRequest(tool, JSON.readValue(Api.json(arguments), Map.class)));
    }

    private static JsonNode text(CallToolResult result) {
        return JSON.readTree(((TextContent) result.content().getFirst()).text());
    }

    private JsonNode done(String tool, String arguments) {
        CallToolResult result = call(tool, arguments);
        JsonNode answer = text(result);
        assertThat(result.isError()).as(answer.toString()).isFalse();
        assertThat(JSON.valueToTree(result.structuredContent()).toString()).isEqualTo(answer.toString());
        return answer;
    }

    private JsonNode refused(String tool, String arguments) {
        CallToolResult result = call(tool, arguments);
        assertThat(result.isError()).isTrue();
        return text(result);
    }

    private String create(String name) {
        done("create_study", """
            {'name': '%s', 'description': 'where a parabola ends',
             'space': [{'name': 'x', 'type': 'float', 'low': -1, 'high': 1}],
             'objectives': [{'name': 'loss', 'direction': 'minimize'}],
             'strategy': {'type': 'tpe', 'seed': 3}, 'limits': {'trials': 20}}\
            """.formatted(name));
        return name;
    }

    @Test
    void anAgentRunsAWholeStudy() {
        String study = create(Api.freshName());
        create(study);
        int told = 0;
        while (true) {
            JsonNode answer = done("ask", "{'study': '%s', 'count': 3, 'worker': 'agent'}".formatted(study));
            if (answer.path("trials").isEmpty()) {
                assertThat(answer.at("/study/state").asString()).isEqualTo("completed");
                break;
            }
            for (JsonNode trial : answer.path("trials")) {
                double x = trial.at("/configuration/x").asDouble();
                done(
                        "tell",
                        "{'study': '%s', 'number': %d, 'lease': '%s', 'state': 'complete', 'values': {'loss': %s}}"
                                .formatted(
                                        study,
                                        trial.path("number").asInt(),
                                        trial.path("lease").asString(),
                                        (x - 0.25) * (x - 0.25)));
                told++;
            }
        }
        assertThat(told).isEqualTo(20);
        assertThat(done("get_study", "{'study': '%s'}".formatted(study))
                        .at("/progress/trials/complete")
                        .asInt())
                .isEqualTo(20);
        assertThat(done("get_best", "{'study': '%s'}".formatted(study)).at("/trial/values/loss"))
                .isEqualTo(new StudyApi(api, study).get("/best").at("/trial/values/loss"));
        JsonNode best = done(
                "list_trials",
                "{'study': '%s', 'order': 'value', 'state': ['complete'], 'pageSize': 2}".formatted(study));
        assertThat(best.path("trials")).hasSize(2);
        assertThat(best.has("nextPageToken")).isTrue();
        assertThat(done("list_studies", "{'search': '%s', 'state': 'completed'}".formatted(study))
                        .at("/studies/0/name")
                        .asString())
                .isEqualTo(study);
    }

    @Test
    void aStudyWithoutANameGetsOne() {
        JsonNode study = done(
                "create_study",
                "{'space': [{'name': 'x', 'type': 'int', 'low': 1, 'high': 9}], 'objectives': [{'name': 'y',"
                        + " 'direction': 'maximize'}]}");
        assertThat(study.path("name").asString()).startsWith("study-");
    }

    @Test
    void whatTheApiRefusesIsAnErrorThatSaysWhatToChange() {
        String study = create(Api.freshName());
        assertThat(refused("get_study", "{'study': 'no-such-study'}")
                        .path("type")
                        .asString())
                .endsWith("/study-not-found");
        assertThat(refused("ask", "{'study': '%s', 'count': 0}".formatted(study))
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/count");
        assertThat(refused("tell", "{'study': '%s', 'number': 7, 'state': 'failed'}".formatted(study))
                        .path("type")
                        .asString())
                .endsWith("/trial-not-found");
        assertThat(refused("tell", "{'study': '%s', 'state': 'failed'}".formatted(study))
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/number");
        assertThat(refused("create_study", "{'name': '%s', 'space': [], 'objectives': []}".formatted(study))
                        .path("status")
                        .asInt())
                .isEqualTo(400);
        assertThat(refused("list_trials", "{'study': '%s', 'pages': 3}".formatted(study))
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/pages");
    }

    @Test
    void schemasNameTheArgumentsThatToolsTake() {
        List<Tool> tools = agent.listTools().tools();
        assertThat(tools)
                .extracting(Tool::name)
                .containsExactlyInAnyOrder(
                        "list_studies", "create_study", "get_study", "ask", "tell", "get_best", "list_trials");
        assertThat(tools).allSatisfy(tool -> {
            assertThat(tool.description()).isNotBlank();
            JsonNode schema = JSON.valueToTree(tool.inputSchema());
            assertThat(schema.path("properties").propertyNames())
                    .as(tool.name())
                    .containsExactlyInAnyOrderElementsOf(knownTo(tool.name()));
        });
    }

    /** The arguments of a tool, as its refusal of an unknown one lists them. */
    private Set<String> knownTo(String tool) {
        boolean hasStudy = Set.of("ask", "tell", "list_trials", "get_best").contains(tool);
        String path = hasStudy ? "'study': 'a'" + (tool.equals("tell") ? ", 'number': 0, " : ", ") : "";
        String detail = refused(tool, "{%s'unheardOf': 1}".formatted(path))
                .path("detail")
                .asString();
        Set<String> known = new HashSet<>();
        if (hasStudy) {
            known.add("study");
        }
        if (tool.equals("tell")) {
            known.add("number");
        }
        String list = detail.substring(detail.indexOf("known: ") + "known: ".length(), detail.length() - 1);
        known.addAll(List.of(list.split(", ")));
        return known;
    }

    @Test
    void whatASchemaSaysOfPagesHolds() {
        assertThat(agent.listTools().tools())
                .filteredOn(tool -> tool.inputSchema().toString().contains("pageSize"))
                .hasSize(3)
                .allSatisfy(tool -> {
                    JsonNode size = JSON.valueToTree(tool.inputSchema()).at("/properties/pageSize");
                    assertThat(size.path("maximum").asInt()).isEqualTo(Page.MAX_SIZE);
                    assertThat(size.path("description").asString())
                            .endsWith("; %d if left out".formatted(Page.DEFAULT_SIZE));
                });
    }

    @Test
    void aFrontIsReadInPages() {
        String study = Api.freshName();
        done("create_study", """
            {'name': '%s', 'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],
             'objectives': [{'name': 'cost', 'direction': 'minimize'}, {'name': 'loss', 'direction': 'minimize'}]}\
            """.formatted(study));
        for (int i = 0; i < 3; i++) {
            new StudyApi(api, study)
                    .post("/trials", """
                        {'trials': [{'state': 'complete', 'configuration': {'x': 0.%d}, 'values': {'cost': %d, 'loss': %d}}]}
                        """.formatted(i + 1, i, 3 - i))
                    .is(201);
        }
        JsonNode first = done("get_best", "{'study': '%s', 'pageSize': 2}".formatted(study));
        assertThat(first.path("front")).hasSize(2);
        JsonNode second = done(
                "get_best",
                "{'study': '%s', 'pageToken': '%s'}"
                        .formatted(study, first.path("nextPageToken").asString()));
        assertThat(second.path("front")).hasSize(1);
        assertThat(second.has("nextPageToken")).isFalse();
    }

    @Test
    void aNulCharacterIsRefusedWhereItStands() {
        String study = create(Api.freshName());
        assertThat(refused("create_study", "{'name': '%s', 'labels': {'a': 'b\\u0000c'}}".formatted(study))
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/labels/a");
    }

    /** Browsers send other types than JSON to other origins without asking these. */
    @Test
    void aMessageThatDoesNotSayThatItIsJsonIsRefused() {
        http.post()
                .uri("/mcp")
                .contentType(MediaType.TEXT_PLAIN)
                .accept(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM)
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}")
                .exchange()
                .expectStatus()
                .isEqualTo(415)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void aMalformedMessageShowsNothingOfTheInside() {
        http.post()
                .uri("/mcp")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM)
                .body("no message")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body).doesNotContain("stackTrace").doesNotContain("lineNumber"));
    }
}
