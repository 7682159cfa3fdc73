package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Studies with what goes on in them. */
@IntegrationTest
class OverviewIT {

    @Autowired
    Api api;

    private static List<String> names(Answer overview) {
        return overview.is(200)
                .at("/studies")
                .valueStream()
                .map(item -> item.at("/study/name").asString())
                .toList();
    }

    @Test
    void aStudyShowsWhoWorksHowFastItGoesAndHowTheBestImproved() {
        StudyApi study = api.study("'labels': {'case': 'overview'}");
        for (double loss : new double[] {5, 7, 3, 3, 1, 2}) {
            study.finish(loss);
        }
        study.ask("{'worker': 'gpu-2'}").is(200);
        study.ask("{'worker': 'gpu-1'}").is(200);
        study.ask("{'worker': 'gpu-1'}").is(200);
        Answer overview = api.get("/overview?label=case:overview").is(200);
        assertThat(names(overview)).containsExactly(study.name());
        overview.has("/studies/0/workers", "['gpu-1', 'gpu-2']");
        assertThat(overview.at("/studies/0/finishedPerMinute").doubleValue()).isEqualTo(0.6);
        assertThat(overview.at("/studies/0/lastFinishedAt").asString()).isNotBlank();
        assertThat(overview.at("/studies/0/bestSoFar")
                        .valueStream()
                        .map(improvement -> improvement.path("number").asInt() + ": "
                                + improvement.path("value").doubleValue()))
                .containsExactly("0: 5.0", "2: 3.0", "4: 1.0");
        overview.lacks("/studies/0/study/space");
    }

    @Test
    void theNewestComeFirstPageByPage() {
        List<String> created = List.of(
                api.study("'labels': {'case': 'pages'}").name(),
                api.study("'labels': {'case': 'pages'}").name(),
                api.study("'labels': {'case': 'pages'}").name());
        Answer first = api.get("/overview?label=case:pages&pageSize=2");
        assertThat(names(first)).containsExactly(created.get(2), created.get(1));
        Answer second = api.get("/overview?label=case:pages&pageSize=2&pageToken="
                + first.at("/nextPageToken").asString());
        assertThat(names(second)).containsExactly(created.get(0));
        second.lacks("/nextPageToken");
        api.get("/overview?pageSize=101").isInvalidParameter("pageSize");
        api.get("/overview?pageToken=bm8").isInvalidParameter("pageToken");
    }

    @Test
    void studiesAreSearchedByNameDescriptionAndLabels() {
        StudyApi study = api.study("'description': 'Tunes 100% of the Zebrafish_nets', 'labels': {'team': 'aquarium'}");
        assertThat(names(api.get("/overview?search=zebraFISH_"))).containsExactly(study.name());
        assertThat(names(api.get("/overview?search=100% of"))).containsExactly(study.name());
        assertThat(names(api.get("/overview?search=Aquar"))).containsExactly(study.name());
        assertThat(names(api.get("/overview?search=" + study.name()))).contains(study.name());
        assertThat(names(api.get("/overview?search=zebrafish%nets"))).isEmpty();
        study.post("/complete", "").is(200);
        assertThat(names(api.get("/overview?search=zebrafish&state=active"))).isEmpty();
        assertThat(names(api.get("/overview?search=zebrafish&state=completed"))).containsExactly(study.name());
        assertThat(api.get("/studies?search=zebrafish").is(200).each("/studies", "name"))
                .extracting(JsonNode::asString)
                .containsExactly(study.name());
    }
}
