package dev.parley.openapi;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says of the API as a whole. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String KEY = "key";

    private static final String DESCRIPTION = """
        Hyperparameter optimization over plain HTTP. Put a **study**: a search space and what to optimize. Then let \
        workers, wherever they run, **ask** for trials, run them, and **tell** how they ended, until an ask says \
        that the study is `completed`.

        Times are ISO 8601 in UTC. Lists are paged: send `nextPageToken` back as `pageToken`. Every error is a \
        problem (RFC 9457) whose `type` is stable; `errors` points to each place at fault.\
        """;

    static {
        // Each enumeration once, by name, so that generated clients have one type for it.
        ModelResolver.enumsAsRef = true;
    }

    @Bean
    OpenAPI api(@Value("${server.servlet.context-path:}") String contextPath) {
        return new OpenAPI()
                .info(new Info()
                        .title("Parley")
                        .version("1")
                        .description(DESCRIPTION)
                        .license(new License()
                                .name("Apache License, Version 2.0")
                                .identifier("Apache-2.0")))
                .servers(List.of(new Server().url(contextPath.isEmpty() ? "/" : contextPath)))
                .tags(List.of(
                        new Tag().name("Studies").description("What is to be optimized, and within which limits"),
                        new Tag().name("Trials").description("Asking for trials, telling how they ended, reading them"),
                        new Tag()
                                .name("Results")
                                .description("What came out best, how sure that is, what is still to gain"),
                        new Tag()
                                .name("Analysis")
                                .description(
                                        "What the trials tell, thinned to what can be seen, and what happens, live"),
                        new Tag()
                                .name("Watching")
                                .description("Whether a finished study holds in use what it promised"),
                        new Tag().name("Webhooks").description("Where events are sent, and what became of each"),
                        new Tag().name("Models").description("The language models and the state they are in"),
                        new Tag().name("Fine-tuning").description("Language models that learn from past studies")))
                .components(new Components().addSecuritySchemes(KEY, bearer()))
                .security(List.of(new SecurityRequirement(), new SecurityRequirement().addList(KEY)));
    }

    private static SecurityScheme bearer() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("A key. A service without keys takes every request.");
    }
}
