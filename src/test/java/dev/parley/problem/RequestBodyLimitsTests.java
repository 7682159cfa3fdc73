package dev.parley.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class RequestBodyLimitsTests {

    private static final int MEGABYTE = 1 << 20;

    private final RequestBodyLimits limits = new RequestBodyLimits(
            new Problems(JsonMapper.shared(), new DefaultListableBeanFactory().getBeanProvider(MeterRegistry.class)));

    @Test
    void countsABodyOfUnannouncedLength() throws Exception {
        read("/api/v1/studies", MEGABYTE);
        read("/api/v1/studies/s/trials", MEGABYTE + 1);
        assertThatThrownBy(() -> read("/api/v1/studies", MEGABYTE + 1))
                .isInstanceOf(BodyTooLargeException.class)
                .extracting(
                        failure -> ((BodyTooLargeException) failure).problem().type())
                .isEqualTo(ProblemType.TOO_LARGE);
    }

    private void read(String path, int size) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path) {
            @Override
            public long getContentLengthLong() {
                return -1;
            }
        };
        request.setContent(new byte[size]);
        limits.doFilter(
                request,
                new MockHttpServletResponse(),
                (limited, response) ->
                        assertThat(limited.getInputStream().readAllBytes()).hasSize(size));
    }
}
