package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.CostlyStudies.Key;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;

class CostlyStudiesTests {

    private static final Key STUDY = new Key("Bearer a", "wide");

    private final CostlyStudies studies = new CostlyStudies();

    private void took(long... milliseconds) {
        for (long each : milliseconds) {
            studies.took(STUDY, TimeUnit.MILLISECONDS.toNanos(each));
        }
    }

    @Test
    void aStudyIsCostlyWhoseAsksTakeLong() {
        assertThat(studies.isCostly(STUDY)).isFalse();
        took(10, 10);
        assertThat(studies.isCostly(STUDY)).isTrue();
        assertThat(studies.isCostly(new Key("Bearer b", "wide"))).isFalse();
        assertThat(studies.isCostly(null)).isFalse();
    }

    @Test
    void aSlowFirstAskIsSoonForgotten() {
        took(40, 1, 1, 1, 1);
        assertThat(studies.isCostly(STUDY)).isTrue();
        took(1);
        assertThat(studies.isCostly(STUDY)).isFalse();
    }

    @Test
    void oneSlowAskAmongQuickOnesIsNone() {
        took(1, 1, 20);
        assertThat(studies.isCostly(STUDY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/studies/wide", "/api/v1/studies/wide/ask", "/api/v1/studies/wide/trials/3/tell"})
    void aRequestNamesItsStudy(String path) {
        assertThat(Key.of(request(path))).isEqualTo(STUDY);
    }

    @Test
    void otherRequestsNameNone() {
        assertThat(Key.of(request("/api/v1/webhooks"))).isNull();
        assertThat(Objects.requireNonNull(Key.of(request("/api/v1/studies/"))).name())
                .isEmpty();
    }

    private static MockHttpServletRequest request(String path) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.addHeader(HttpHeaders.AUTHORIZATION, "Bearer a");
        return request;
    }

    @Test
    void countsWhatTheRequestOfAThreadCosts() {
        RequestCost.add(5);
        RequestCost.begin();
        RequestCost.add(2);
        RequestCost.add(3);
        assertThat(RequestCost.end()).isEqualTo(5);
        assertThat(RequestCost.end()).isZero();
    }
}
