package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class StudyListIT {

    @Autowired
    Api api;

    /** Five studies that share a label's value, by name. */
    private List<StudyApi> five(String label) {
        return Stream.of("red", "red", "blue", "red", "blue")
                .map(color -> api.study("'labels': {'list': '" + label + "', 'color': '" + color + "'}"))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static List<String> names(Answer answer) {
        return answer.each("/studies", "name").stream().map(JsonNode::asString).toList();
    }

    private static List<String> names(List<StudyApi> studies) {
        return studies.stream().map(StudyApi::name).toList();
    }

    @Test
    void listsByNamePageAfterPage() {
        String label = Api.freshName();
        List<StudyApi> studies = five(label);
        List<String> listed = new ArrayList<>();
        String next = "";
        for (int page = 0; page < 3; page++) {
            Answer answer = api.get("/studies?label=list:" + label + "&pageSize=2" + next)
                    .is(200);
            listed.addAll(names(answer));
            if (page < 2) {
                next = "&pageToken=" + answer.at("/nextPageToken").asString();
            } else {
                answer.lacks("/nextPageToken");
            }
        }
        assertThat(listed).isEqualTo(names(studies));
    }

    @Test
    void filtersByAllLabelsGiven() {
        String label = Api.freshName();
        List<String> all = names(five(label));
        Answer red =
                api.get("/studies?label=list:" + label + "&label=color:red").is(200);
        assertThat(names(red)).hasSize(3).isSubsetOf(all);
        assertThat(names(api.get("/studies?label=list:" + label + "&label=color:green")))
                .isEmpty();
    }

    @Test
    void aCommaIsPartOfALabel() {
        String label = Api.freshName() + ",a,b";
        StudyApi study = api.study("'labels': {'list': '" + label + "', 'colors': 'red, blue'}");
        for (String list : List.of("/studies?", "/overview?")) {
            String filter = list + "label=list:" + label;
            assertThat(api.get(filter).is(200).at("/studies").toString()).contains(study.name());
            assertThat(api.get(filter + "&label=colors:red, blue").is(200).at("/studies"))
                    .hasSize(1);
            assertThat(api.get(filter + "&label=colors:red").is(200).at("/studies"))
                    .isEmpty();
        }
    }

    @Test
    void filtersByState() {
        String label = Api.freshName();
        List<StudyApi> studies = five(label);
        studies.get(0).post("/pause", "").is(200);
        studies.get(1).post("/complete", "").is(200);
        String list = "/studies?label=list:" + label + "&state=";
        assertThat(names(api.get(list + "paused")))
                .containsExactly(studies.get(0).name());
        assertThat(names(api.get(list + "completed")))
                .containsExactly(studies.get(1).name());
        assertThat(names(api.get(list + "active"))).isEqualTo(names(studies.subList(2, 5)));
    }

    @Test
    void leavesSpacesOut() {
        String label = Api.freshName();
        five(label);
        api.get("/studies?label=list:" + label)
                .lacks("/studies/0/space")
                .has("/studies/0/progress/trials/running", "0");
    }

    @Test
    void refusesWhatItCannotRead() {
        api.get("/studies?state=open").isInvalidParameter("state");
        api.get("/studies?label=red").isInvalidParameter("label");
        api.get("/studies?label=").isInvalidParameter("label");
        api.get("/studies?state=active&state=paused").isInvalidParameter("state");
        api.get("/studies?search=" + "x".repeat(201)).isInvalidParameter("search");
        api.get("/overview?search=" + "x".repeat(201)).isInvalidParameter("search");
        api.get("/studies?pageSize=0").isInvalidParameter("pageSize");
        api.get("/studies?pageSize=1001").isInvalidParameter("pageSize");
        api.get("/studies?pageSize=ten").isInvalidParameter("pageSize");
        api.get("/studies?pageToken=***").isInvalidParameter("pageToken");
        api.get("/studies?pageToken=AA").isInvalidParameter("pageToken");
    }
}
