package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

class ListeningTests {

    private static final String OTHER = "spring.datasource.url=jdbc:postgresql://db/parley";
    private static final AccessKey KEY = new AccessKey("ada", KeyRing.hash("secret"), "default", Role.ADMIN);

    @Test
    void isLocalOnTheEmbeddedDatabaseUnlessAnAddressIsSet() {
        assertThat(environment().getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment().getProperty("management.server.address")).isNull();
        assertThat(environment("management.server.port=9090").getProperty("management.server.address"))
                .isEqualTo("127.0.0.1");
        assertThat(environment("server.address=10.0.0.1").getProperty("server.address"))
                .isEqualTo("10.0.0.1");
        assertThat(environment(OTHER).getProperty("server.address")).isNull();
    }

    @Test
    void refusesToListenInTheOpen() {
        assertRefused("server.address", OTHER);
        assertRefused("server.address", OTHER, "server.address=10.0.0.1");
        assertRefused("server.address", "server.address=0.0.0.0");
        assertRefused("management.server.address", OTHER, "server.address=127.0.0.1", "management.server.port=9090");
    }

    @Test
    void namesTheThreeWaysOut() {
        OpenListeningException refusal = new OpenListeningException("server.address", null);
        FailureAnalysis analysis =
                Objects.requireNonNull(new OpenListeningFailureAnalyzer().analyze(new RuntimeException(refusal)));
        assertThat(analysis.getAction())
                .contains("parley.security.keys", "server.address=127.0.0.1", "parley.security.open=true");
    }

    @Test
    void listensAnywhereWithKeysOrWhenToldTo() {
        assertThatCode(() -> listening(List.of(KEY), false, OTHER).check()).doesNotThrowAnyException();
        assertThatCode(() -> listening(List.of(), true, OTHER).check()).doesNotThrowAnyException();
        assertThatCode(() -> listening(List.of(), false).check()).doesNotThrowAnyException();
        assertThatCode(() ->
                        listening(List.of(), false, OTHER, "server.address=::1").check())
                .doesNotThrowAnyException();
    }

    @Test
    void letsKatibInFromThisMachineOnlyUnlessToldTo() {
        assertThat(environment().getProperty("parley.katib.address")).isEqualTo("127.0.0.1");
        String[] everywhere = {OTHER, "server.address=127.0.0.1", "parley.katib.enabled=true"};
        assertThatThrownBy(() -> listening(List.of(KEY), false, everywhere).check())
                .hasMessageContaining("Katib sends no key")
                .hasMessageContaining("every address (parley.katib.address)");
        assertThatThrownBy(
                        () -> listening(List.of(), false, "parley.katib.enabled=true", "parley.katib.address=0.0.0.0")
                                .check())
                .hasMessageContaining("0.0.0.0 (parley.katib.address)");
        assertThatCode(() -> {
                    listening(List.of(), false, "parley.katib.enabled=true").check();
                    listening(List.of(KEY), false, OTHER, "parley.katib.address=0.0.0.0")
                            .check();
                    listening(List.of(KEY), true, everywhere).check();
                    listening(List.of(KEY), false, OTHER, "parley.katib.enabled=true", "parley.katib.address=127.0.0.1")
                            .check();
                    listening(List.of(KEY), false, OTHER, "parley.katib.enabled=true", "parley.katib.open=true")
                            .check();
                })
                .doesNotThrowAnyException();
        assertThat(Objects.requireNonNull(new OpenListeningFailureAnalyzer()
                                .analyze(OpenListeningException.toKatib("parley.katib.address", null)))
                        .getAction())
                .contains("parley.katib.open=true", "parley.katib.address=127.0.0.1");
    }

    @Test
    void servesItsOwnNamesOnlyWhereItTrustsThisMachine() {
        assertThat(listening(List.of(), false).isForThisMachineOnly()).isTrue();
        assertThat(listening(List.of(KEY), false).isForThisMachineOnly()).isTrue();
        assertThat(listening(List.of(), true).isForThisMachineOnly()).isFalse();
        assertThat(listening(List.of(), false, OTHER, "server.address=127.0.0.1")
                        .isForThisMachineOnly())
                .isTrue();
        assertThat(listening(List.of(KEY), false, OTHER, "server.address=127.0.0.1")
                        .isForThisMachineOnly())
                .isFalse();
    }

    private static void assertRefused(String property, String... properties) {
        assertThatThrownBy(() -> listening(List.of(), false, properties).check())
                .isInstanceOf(OpenListeningException.class)
                .hasMessageContaining("(" + property + ")");
    }

    private static Listening listening(List<AccessKey> keys, boolean open, String... properties) {
        return new Listening(new AccessProperties(keys, open), environment(properties));
    }

    private static MockEnvironment environment(String... properties) {
        MockEnvironment environment = new MockEnvironment();
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            environment.setProperty(parts[0], parts[1]);
        }
        new LocalByDefault().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
