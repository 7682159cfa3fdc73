package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.GenericApplicationContext;

class FoundModelsTests {

    private final ScriptedModel ollama = new ScriptedModel();

    @AfterEach
    void close() {
        ollama.close();
    }

    @Test
    void takesTheFirstModelOfAnOllamaThatCanTalk() {
        ollama.next(ScriptedReply.recorded(FoundModelsTests.class, "ollama-tags.json"));
        ModelSettings found = FoundModels.inOllama(URI.create(ollama.root())).orElseThrow();
        assertThat(found.provider()).isEqualTo(Provider.OLLAMA);
        assertThat(found.model()).isEqualTo("qwen3:4b");
        assertThat(found.baseUrl()).isEqualTo(URI.create(ollama.root()));
        assertThat(ollama.request().path()).isEqualTo("/api/tags");
    }

    @Test
    void findsNothingWhereThereIsNoOllamaOrNoModel() {
        ollama.next(
                ScriptedReply.json("{\"models\": []}"),
                ScriptedReply.json("<html>It works!</html>"),
                ScriptedReply.error(404, "not here"),
                ScriptedReply.hangUp());
        for (int i = 0; i < 4; i++) {
            assertThat(FoundModels.inOllama(URI.create(ollama.root()))).isEmpty();
        }
        ollama.close();
        assertThat(FoundModels.inOllama(URI.create(ollama.root()))).isEmpty();
    }

    @Test
    void anOllamaBecomesTheDefaultModelOnceTheServiceIsUp() {
        ollama.next(ScriptedReply.recorded(FoundModelsTests.class, "ollama-tags.json"));
        Models models = new Models(List.of(), null);
        assertThat(models.byDefault()).isEmpty();
        search(models, true);
        await().until(() -> models.byDefault().isPresent());
        assertThat(models.find("ollama").map(model -> model.card().model())).contains("qwen3:4b");
    }

    @Test
    void isNotLookedForWhereThereIsAModelOrNobodyWantsIt() {
        search(new Models(List.of(), null), false);
        LanguageModel other = new Fixture().model(Provider.OLLAMA, ollama.root(), Duration.ofSeconds(1));
        search(new Models(List.of(other), "small"), true);
        assertThat(ollama.requests()).isEmpty();
    }

    private void search(Models models, boolean isWanted) {
        ModelWorkshop workshop = new ModelWorkshop(
                (model, perMinute) -> Duration.ZERO, Fixture.QUICK, new ModelMeters(new SimpleMeterRegistry()));
        new ModelConfiguration()
                .ollamaSearch(models, new ModelSearch(true, isWanted, URI.create(ollama.root())), workshop)
                .onApplicationEvent(new ApplicationReadyEvent(
                        new SpringApplication(), new String[0], new GenericApplicationContext(), Duration.ZERO));
    }
}
