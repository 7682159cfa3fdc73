package dev.parley.mcp;

import dev.parley.mcp.StudyTool.Role;
import dev.parley.problem.Failures;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.problem.Problems;
import dev.parley.study.Project;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.springframework.ai.mcp.server.webmvc.transport.WebMvcStatelessServerTransport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The server of the Model Context Protocol: Streamable HTTP without sessions, so that any replica answers. */
@Configuration(proxyBeanMethods = false)
class McpConfiguration {

    private static final String PATH = "/mcp";
    private static final String PROJECT = "project";
    private static final String ROLE = "role";

    /** Longer than an ask may wait for a model's first proposals. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String INSTRUCTIONS = """
        Parley optimizes hyperparameters, and any other numbers and choices of which only trying tells how good they are. \
        Create a study: its search space and what to minimize or maximize. Then repeat: ask for a trial, run its \
        configuration, tell the result with the lease that came with it. Ask for several trials at once if you can run \
        several. Stop when the study's state is completed, and read the best. A configuration that cannot be run is told \
        as infeasible; one whose run broke by accident, as failed.\
        """;

    @Bean
    WebMvcStatelessServerTransport mcpTransport(JsonMapper json) {
        return WebMvcStatelessServerTransport.builder()
                .jsonMapper(new JacksonMcpJsonMapper(json))
                .messageEndpoint(PATH)
                .contextExtractor(McpConfiguration::caller)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> mcpRoute(WebMvcStatelessServerTransport mcpTransport, Problems problems) {
        return mcpTransport
                .getRouterFunction()
                .filter((request, transport) -> isJson(request) ? transport.handle(request) : unsupported(problems));
    }

    /** Whether the body says that it is JSON, which browsers send to other origins only where these allow it. */
    private static boolean isJson(ServerRequest request) {
        return !request.method().equals(HttpMethod.POST)
                || request.headers()
                        .contentType()
                        .filter(MediaType.APPLICATION_JSON::includes)
                        .isPresent();
    }

    private static ServerResponse unsupported(Problems problems) {
        ProblemException problem = new ProblemException(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "A message of the protocol is sent with the Content-Type application/json.");
        return ServerResponse.status(problem.type().status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problems.body(problem));
    }

    @Bean(destroyMethod = "close")
    McpStatelessSyncServer mcpServer(
            WebMvcStatelessServerTransport mcpTransport,
            StudyTools tools,
            Problems problems,
            JsonMapper json,
            ObjectProvider<BuildProperties> build) {
        BuildProperties built = build.getIfAvailable();
        var server = McpServer.sync(mcpTransport)
                .serverInfo("parley", built == null ? "development" : String.valueOf(built.getVersion()))
                .instructions(INSTRUCTIONS)
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .requestTimeout(PATIENCE)
                .jsonMapper(new JacksonMcpJsonMapper(json))
                .validateToolInputs(false)
                .immediateExecution(true);
        for (StudyTool tool : tools.all()) {
            server.toolCall(described(tool, json), (context, request) -> run(tool, context, request, problems, json));
        }
        return server.build();
    }

    /** Who calls, as the filters found: the project, and the most that the key allows. */
    private static McpTransportContext caller(ServerRequest request) {
        Principal principal = request.principal().orElse(null);
        Role role = Arrays.stream(Role.values())
                .filter(one -> request.servletRequest().isUserInRole(one.name()))
                .reduce((one, higher) -> higher)
                .orElse(Role.READER);
        return McpTransportContext.create(
                Map.of(PROJECT, principal == null ? Project.DEFAULT : new Project(principal.getName()), ROLE, role));
    }

    private static Tool described(StudyTool tool, JsonMapper json) {
        JsonNode file = file(tool.name() + ".json", json);
        boolean isReading = tool.isReading();
        return Tool.builder(
                        tool.name(),
                        new JacksonMcpJsonMapper(json),
                        file.path("inputSchema").toString())
                .title(file.path("title").stringValue())
                .description(file.path("description").stringValue())
                .annotations(new ToolAnnotations(
                        file.path("title").stringValue(), isReading, false, isReading, false, false))
                .build();
    }

    private static JsonNode file(String name, JsonMapper json) {
        try (InputStream input = new ClassPathResource(name, McpConfiguration.class).getInputStream()) {
            return json.readTree(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CallToolResult run(
            StudyTool tool, McpTransportContext context, CallToolRequest request, Problems problems, JsonMapper json) {
        try {
            if (((Role) context.get(ROLE)).compareTo(tool.role()) < 0) {
                throw new ProblemException(
                        ProblemType.FORBIDDEN, "The key's role does not allow the tool %s.".formatted(tool.name()));
            }
            Map<String, Object> given = request.arguments() == null ? Map.of() : request.arguments();
            ObjectNode arguments = json.valueToTree(given);
            return result(tool.call().run((Project) context.get(PROJECT), arguments), false, json);
        } catch (RuntimeException e) {
            return result(problems.body(Failures.problem(e, "The tool " + tool.name())), true, json);
        }
    }

    private static CallToolResult result(Object answer, boolean isError, JsonMapper json) {
        JsonNode node = json.valueToTree(answer);
        return CallToolResult.builder()
                .addTextContent(node.toString())
                .structuredContent(json.convertValue(node, Map.class))
                .isError(isError)
                .build();
    }
}
