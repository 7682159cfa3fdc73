package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it sets properties of the JVM")
class CourierTests {

    private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/ok", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ok");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(500, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    out.write("all work and no play \0 \u001b[31m ".getBytes(StandardCharsets.UTF_8));
                }
            }
        });
        server.createContext("/silent", exchange -> {
            try (exchange) {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private Receipt send(Courier courier, String host, String path) {
        String url = "http://" + host + ":" + server.getAddress().getPort() + path;
        return courier.send(url, List.of(SECRET), "msg_1", "{}", Instant.EPOCH);
    }

    @Test
    void aNameThatComesToMeanAPrivateAddressIsNotConnectedTo() {
        AtomicInteger lookups = new AtomicInteger();
        Dns rebinding = name -> {
            lookups.incrementAndGet();
            return List.of(InetAddress.getLoopbackAddress());
        };
        Receipt receipt = send(new Courier(new AddressRule(false), PATIENCE, rebinding), "public.example", "/ok");
        assertThat(lookups).hasValue(1);
        assertThat(receipt.error()).isEqualTo("the host is not on the public internet");
        assertThat(requests).hasValue(0);
        Receipt allowed = send(new Courier(new AddressRule(true), PATIENCE, rebinding), "public.example", "/ok");
        assertThat(allowed.isDelivered()).isTrue();
        assertThat(requests).hasValue(1);
    }

    @Test
    void aPrivateAddressWrittenOutIsNotConnectedToEither() {
        Courier courier = new Courier(new AddressRule(false), PATIENCE, Dns.SYSTEM);
        for (String host : List.of("127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "2130706433", "0x7f.1")) {
            assertThat(send(courier, host, "/ok").isDelivered()).as(host).isFalse();
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void noProxyOfTheMachineIsUsed() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed.close();
            System.setProperty("socksProxyHost", "127.0.0.1");
            System.setProperty("socksProxyPort", Integer.toString(closed.getLocalPort()));
            System.setProperty("socksNonProxyHosts", "");
            Courier courier = new Courier(new AddressRule(true), PATIENCE, Dns.SYSTEM);
            assertThat(send(courier, "127.0.0.1", "/ok").isDelivered()).isTrue();
        } finally {
            System.clearProperty("socksProxyHost");
            System.clearProperty("socksProxyPort");
            System.clearProperty("socksNonProxyHosts");
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        Receipt receipt = send(new Courier(new AddressRule(true), PATIENCE, Dns.SYSTEM), "127.0.0.1", "/moved");
        assertThat(receipt.status()).isEqualTo(307);
        assertThat(receipt.isDelivered()).isFalse();
        assertThat(requests).hasValue(0);
    }

    @Test
    void ofAnEndlessAnswerOnlyTheBeginningIsRead() {
        Receipt receipt = send(new Courier(new AddressRule(true), PATIENCE, Dns.SYSTEM), "127.0.0.1", "/endless");
        assertThat(receipt.status()).isEqualTo(500);
        assertThat(receipt.excerpt()).startsWith("all work").hasSize(500).doesNotContain("\0", "\u001b");
        assertThat(receipt.time()).isLessThan(PATIENCE);
    }

    @Test
    void aReceiverThatSaysNothingIsGivenUp() {
        Duration timeout = Duration.ofMillis(200);
        Receipt receipt = send(new Courier(new AddressRule(true), timeout, Dns.SYSTEM), "127.0.0.1", "/silent");
        assertThat(receipt.status()).isNull();
        assertThat(receipt.error()).isEqualTo("there was no answer within 200 ms");
        assertThat(receipt.time()).isGreaterThanOrEqualTo(timeout).isLessThan(PATIENCE);
    }

    @Test
    void aPortWithoutAServerIsNoConnection() {
        server.stop(0);
        Receipt receipt = send(new Courier(new AddressRule(true), PATIENCE, Dns.SYSTEM), "127.0.0.1", "/ok");
        assertThat(receipt.error()).isEqualTo("no connection could be made");
    }
}
