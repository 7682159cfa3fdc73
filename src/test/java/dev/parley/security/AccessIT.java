package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@IntegrationTest
@Import(AccessIT.WhoAmI.class)
@TestPropertySource(
        properties = {
            "parley.security.keys[0].name=r",
            "parley.security.keys[0].hash=sha256:3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30",
            "parley.security.keys[0].role=reader",
            "parley.security.keys[1].name=w",
            "parley.security.keys[1].hash=sha256:87eba76e7f3164534045ba922e7770fb58bbd14ad732bbf5ba6f11cc56989e6e",
            "parley.security.keys[1].role=worker",
            "parley.security.keys[1].project=vision",
            "parley.security.keys[2].name=a",
            "parley.security.keys[2].hash=sha256:8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918",
            "parley.security.keys[2].role=admin"
        })
class AccessIT {

    @TestConfiguration
    @RestController
    static class WhoAmI {

        @GetMapping("/who-am-i")
        String whoAmI(HttpServletRequest request) {
            return String.valueOf(request.getUserPrincipal().getName());
        }
    }

    @Autowired
    RestTestClient client;

    /** 404 and 405 stand for what is allowed: none of the features is needed. */
    @ParameterizedTest
    @CsvSource({
        "GET, /actuator/health, 200, 200, 200, 200",
        "GET, /actuator/health/liveness, 200, 200, 200, 200",
        "GET, /actuator/prometheus, 401, 200, 200, 200",
        "GET, /v3/api-docs, 401, 200, 200, 200",
        "GET, /api/v1/models, 401, 200, 200, 200",
        "GET, /none/x, 401, 404, 404, 404",
        "HEAD, /none/x, 401, 404, 404, 404",
        "GET, /api/v1/webhooks, 401, 403, 403, 200",
        "GET, /api/v1/webhooks/x/deliveries, 401, 403, 403, 404",
        "POST, /api/v1/webhooks, 401, 403, 403, ok",
        "DELETE, /api/v1/webhooks/x, 401, 403, 403, ok",
        "POST, /api/v1/studies/s/ask, 401, 403, ok, ok",
        "POST, /api/v1/studies/s/observe, 401, 403, ok, ok",
        "PUT, /api/v1/studies/s/watch, 401, 403, 403, ok",
        "POST, /api/v1/studies/s/trials, 401, 403, ok, ok",
        "POST, /api/v1/studies/s/trials/0/tell, 401, 403, ok, ok",
        "POST, /api/v1/studies/s/trials/0/report, 401, 403, ok, ok",
        "POST, /api/v1/studies/s/trials/0/heartbeat, 401, 403, ok, ok",
        "POST, /api/v1/studies/s/trials/0/release, 401, 403, ok, ok",
        "POST, /api/v1/studies/s/trials/0/cancel, 401, 403, 403, ok",
        "POST, /api/v1/studies/s/trials/0/retract, 401, 403, 403, ok",
        "POST, /api/v1/studies, 401, 403, 403, ok",
        "POST, /api/v1/studies/s/pause, 401, 403, 403, ok",
        "PUT, /api/v1/studies/s, 401, 403, 403, ok",
        "PATCH, /api/v1/studies/s, 401, 403, 403, ok",
        "DELETE, /api/v1/studies/s, 401, 403, 403, ok",
        "DELETE, /api/v1/studies/s/ask, 401, 403, 403, ok",
    })
    void allowsEachRoleItsOwn(String method, String path, String none, String reader, String worker, String admin) {
        assertStatus(method, path, "", none);
        assertStatus(method, path, "wrong", none);
        assertStatus(method, path, "reader", reader);
        assertStatus(method, path, "worker", worker);
        assertStatus(method, path, "admin", admin);
    }

    private void assertStatus(String method, String path, String key, String expected) {
        int status = client.method(HttpMethod.valueOf(method))
                .uri(path)
                .headers(headers -> {
                    if (!key.isEmpty()) {
                        headers.setBearerAuth(key);
                    }
                })
                .exchange()
                .returnResult()
                .getStatus()
                .value();
        if (expected.equals("ok")) {
            assertThat(status).as("%s %s as %s", method, path, key).isNotIn(401, 403);
        } else {
            assertThat(status).as("%s %s as %s", method, path, key).isEqualTo(Integer.parseInt(expected));
        }
    }

    @Test
    void saysHowToShowAKey() {
        client.get()
                .uri("/none")
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("https://parley.dev/problems/unauthorized");
    }

    @Test
    void saysWhatARoleDoesNotAllow() {
        client.delete()
                .uri("/api/v1/studies/s")
                .headers(headers -> headers.setBearerAuth("worker"))
                .exchange()
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The key's role does not allow DELETE /api/v1/studies/s.");
    }

    @Test
    void takesTheProjectFromTheKey() {
        client.get()
                .uri("/who-am-i")
                .headers(headers -> headers.setBearerAuth("worker"))
                .exchange()
                .expectBody(String.class)
                .isEqualTo("vision");
    }

    /** An agent's tool takes what the same request takes. */
    @ParameterizedTest
    @CsvSource({
        "list_studies, '', 401, ok, ok, ok",
        "ask, '\"study\": \"none\"', 401, 403, 404, 404",
        "tell, '\"study\": \"none\", \"number\": 0, \"state\": \"failed\"', 401, 403, 404, 404",
        "create_study, '\"name\": \"one\"', 401, 403, 403, 400"
    })
    void allowsEachRoleItsOwnTools(
            String tool, String arguments, String none, String reader, String worker, String admin) {
        assertToolStatus(tool, arguments, "", none);
        assertToolStatus(tool, arguments, "reader", reader);
        assertToolStatus(tool, arguments, "worker", worker);
        assertToolStatus(tool, arguments, "admin", admin);
    }

    private void assertToolStatus(String tool, String arguments, String key, String expected) {
        String answer = client.post()
                .uri("/mcp")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM)
                .headers(headers -> {
                    if (!key.isEmpty()) {
                        headers.setBearerAuth(key);
                    }
                })
                .body("""
                    {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                     "params": {"name": "%s", "arguments": {%s}}}\
                    """.formatted(tool, arguments))
                .exchange()
                .returnResult(String.class)
                .getResponseBody();
        if (expected.equals("ok")) {
            assertThat(answer).as("%s as %s", tool, key).contains("\"isError\":false");
        } else {
            assertThat(answer).as("%s as %s", tool, key).contains("\"status\":" + expected);
        }
    }
}
