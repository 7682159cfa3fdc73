package dev.parley.testing;

import dev.parley.ParleyApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Another service of this process, on the database that the tests of this run share. */
public final class Replica implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Replica(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts one.
     *
     * @param properties more properties, {@code name=value}
     */
    public static Replica start(String... properties) {
        return startOn(TestDatabase.get().url(), properties);
    }

    /** Starts one on another schema of that database. */
    public static Replica startOn(String url, String... properties) {
        TestDatabase database = TestDatabase.get();
        List<String> all = new ArrayList<>(List.of(
                "server.address=127.0.0.1",
                "server.port=0",
                "spring.main.banner-mode=off",
                "spring.datasource.hikari.minimum-idle=1",
                "spring.datasource.hikari.idle-timeout=10000",
                "spring.datasource.url=" + url,
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "parley.model-search.variables=false",
                "parley.model-search.ollama=false"));
        all.addAll(List.of(properties));
        return new Replica(new SpringApplicationBuilder(ParleyApplication.class)
                .run(all.stream().map(property -> "--" + property).toArray(String[]::new)));
    }

    public ParleyClient client() {
        return new ParleyClient(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    /** What it measures. */
    public MeterRegistry meters() {
        return context.getBean(MeterRegistry.class);
    }

    /** Ends it as an operator does. */
    @Override
    public void close() {
        context.close();
    }
}
