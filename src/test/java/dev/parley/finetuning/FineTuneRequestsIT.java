package dev.parley.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Answer;
import dev.parley.testing.StudyApi;
import java.util.List;
import org.junit.jupiter.api.Test;

class FineTuneRequestsIT extends FineTuning {

    @Test
    void whatIsDoneCanBeRemovedWithItsModel() {
        long number = begin("policy", "'name': 'goner'");
        api.delete("/fine-tunes/" + number).is(409);
        SERVER.trainsUntil("succeeded");
        awaited(number, "usable");
        api.delete("/fine-tunes/" + number).is(204);
        api.get("/fine-tunes/" + number).is(404);
        api.delete("/fine-tunes/" + number).is(404);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get("/models").text()).doesNotContain("goner"));
        begin("policy", "'name': 'goner'");
    }

    @Test
    void theSameRequestWithTheSameKeyTakesOnNothingNew() {
        String body = "{'model': 'base', 'kind': 'policy', 'studies': %s}".formatted(names(studies(6)));
        String[] key = {"Idempotency-Key", "tune-once"};
        long number = api.post("/fine-tunes", body, key).is(202).at("/number").asLong();
        assertThat(api.post("/fine-tunes", body, key).is(202).at("/number").asLong())
                .isEqualTo(number);
        api.post("/fine-tunes", body.replace("policy", "surrogate"), key).is(422);
    }

    @Test
    void whatCannotBeDoneIsRefusedAtOnce() {
        List<StudyApi> studies = studies(2);
        refuse(
                "{'model': 'base', 'kind': 'policy', 'studies': %s}".formatted(names(studies)),
                "/studies",
                "at least 3");
        refuse(
                "{'model': 'base', 'kind': 'policy', 'studies': ['none-such']}",
                "/studies/0",
                "a study of this project");
        refuse("{'model': 'base', 'kind': 'policy', 'filter': {'labels': {'no': 'such'}}}", "/filter", "at least 3");
        refuse("{'model': 'base', 'kind': 'policy'}", "", "either studies or a filter");
        refuse("{'model': 'other', 'kind': 'policy', 'studies': ['a']}", "/model", "provider openai");
        refuse("{'model': 'none', 'kind': 'policy', 'studies': ['a']}", "/model", "configured model");
        refuse("{'model': 'base', 'kind': 'poet', 'studies': ['a']}", "/kind", "policy");
        refuse("{'model': 'base', 'kind': 'policy', 'name': 'base', 'studies': ['a']}", "/name", "no other model");
        api.get("/fine-tunes/999999").is(404).has("/type", "'https://parley.dev/problems/fine-tune-not-found'");
    }

    private void refuse(String body, String pointer, String detail) {
        Answer answer = api.post("/fine-tunes", body).is(400);
        assertThat(answer.at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(answer.at("/errors/0/detail").asString()).contains(detail);
    }

    @Test
    void fineTuningsAreListedTheLatestFirst() {
        long first = begin("policy");
        long second = begin("policy");
        Answer page = api.get("/fine-tunes?pageSize=1").is(200);
        assertThat(page.at("/fineTunes/0/number").asLong()).isEqualTo(second);
        Answer next = api.get("/fine-tunes?pageSize=1&pageToken="
                        + page.at("/nextPageToken").asString())
                .is(200);
        assertThat(next.at("/fineTunes/0/number").asLong()).isEqualTo(first);
    }

    @Test
    void aStudyIsExportedAsLinesOfChat() {
        StudyApi study = studies(1).getFirst();
        Answer lines =
                study.get("/export?format=finetune&kind=surrogate&examples=5").is(200);
        assertThat(lines.text().lines())
                .hasSize(5)
                .allSatisfy(
                        line -> assertThat(JSON.readTree(line).path("messages")).hasSize(3));
        assertThat(study.get("/export?format=finetune&kind=policy&redact=true").text())
                .doesNotContain("the loss is x");
        study.get("/export?format=xml&kind=policy").is(400).has("/errors/0/parameter", "'format'");
        study.get("/export?format=finetune").is(400).has("/errors/0/parameter", "'kind'");
        api.get("/studies/none-such/export?format=finetune&kind=policy").is(404);
    }
}
