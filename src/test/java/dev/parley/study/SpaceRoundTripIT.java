package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class SpaceRoundTripIT {

    @Autowired
    Api api;

    @Test
    void theSpaceComesBackAsItWasSent() {
        String space = """
            [{'name': 'lr', 'type': 'float', 'low': 1.0E-5, 'high': 0.1, 'scale': 'log', 'default': 0.001},
             {'name': 'dropout', 'type': 'float', 'low': 0.0, 'high': 0.9, 'step': 0.1, 'scale': 'linear'},
             {'name': 'width', 'type': 'int', 'low': 8, 'high': 512, 'step': 1, 'scale': 'log', 'default': 64},
             {'name': 'huge', 'type': 'int', 'low': -9007199254740991, 'high': 9007199254740991, 'step': 2,
              'scale': 'linear'},
             {'name': 'batch', 'type': 'ordinal', 'values': [16, 32.5, 'all', true], 'default': 32.5},
             {'name': 'solver', 'type': 'categorical', 'choices': ['adam', 'größer', '', 1, '1', 0.5, false]},
             {'name': 'nested', 'type': 'int', 'low': 0, 'high': 2, 'step': 1, 'scale': 'linear',
              'when': {'parameter': 'solver', 'in': ['adam', false]}},
             {'name': 'deeper', 'type': 'categorical', 'choices': ['x'],
              'when': {'parameter': 'nested', 'in': [1, 2]}}]
            """;
        StudyApi study = api.study("'space': " + space);
        study.get("").has("/space", space);
        api.put(study.path(), "{'space': " + space + "}").is(200);
    }

    @Test
    void anIntStaysAnInt() {
        StudyApi study = api.study(
                "'space': [{'name': 'n', 'type': 'int', 'low': 9007199254740990, 'high':" + " 9007199254740991}]");
        Answer asked = study.ask("{'count': 20}").is(200);
        for (JsonNode configuration : asked.each("/trials", "configuration")) {
            assertThat(configuration.path("n").toString()).isIn("9007199254740990", "9007199254740991");
        }
        study.add("{'configuration': {'n': 9007199254740990.0}}").is(201);
        study.trial(20).has("/configuration", "{'n': 9007199254740990}");
    }

    @Test
    void aSteppedFloatPrintsShort() {
        StudyApi study = api.study("'space': [{'name': 'd', 'type': 'float', 'low': 0, 'high': 0.9, 'step': 0.1}]");
        Answer asked = study.ask("{'count': 100}").is(200);
        assertThat(asked.each("/trials", "configuration").stream()
                        .map(c -> c.path("d").toString())
                        .distinct()
                        .sorted())
                .containsExactly("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9");
        study.add("{'configuration': {'d': 0.30000000000000004}}").is(201);
        assertThat(study.trial(100).text()).contains(Api.json("'configuration':{'d':0.3}"));
    }

    @Test
    void aFloatComesBackToTheLastBit() {
        StudyApi study = api.study("'space': [{'name': 'x', 'type': 'float', 'low': 1e-9, 'high': 1e9}]");
        List<String> values = List.of("1.0E-5", "0.1", "0.30000000000000004", "1.2345678901234567E8", "1.0E-9");
        for (int i = 0; i < values.size(); i++) {
            study.add("{'configuration': {'x': " + values.get(i) + "}}").is(201);
            assertThat(study.trial(i).at("/configuration/x").toString()).isEqualTo(values.get(i));
        }
        study.add("{'configuration': {'x': 1e-5}}").is(201);
        study.trial(values.size()).has("/configuration/x", "0.00001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "tpe", "gp", "auto"})
    void aStudyGoesOnAtTheEndsOfWhatADoubleCanBe(String strategy) {
        StudyApi study = api.study("'strategy': {'type': '" + strategy + "', 'seed': 1}", """
            'space': [{'name': 'high', 'type': 'float', 'low': 1e308, 'high': 1.7e308},
                      {'name': 'wide', 'type': 'float', 'low': -8.9e307, 'high': 8.9e307},
                      {'name': 'log', 'type': 'float', 'low': 4.9e-324, 'high': 1e300, 'scale': 'log'},
                      {'name': 'int', 'type': 'int', 'low': -9007199254740991, 'high': 9007199254740991}]\
            """);
        for (int number = 0; number < 14; number++) {
            double high = study.ask().at("/configuration/high").asDouble();
            assertThat(high).isBetween(1e308, 1.7e308);
            double loss = number % 2 == 0 ? 1.7e308 : -1.7e308;
            study.tell(
                            number,
                            "{'state': 'complete', 'values': {'loss': " + loss + "}, 'constraints': {'c': " + -loss
                                    + "}}")
                    .is(200);
            assertThat(study.trial(number).is(200).at("/configuration/high").asDouble())
                    .isEqualTo(high);
        }
        study.get("/best").is(200);
        study.get("/advice").is(200);
    }

    @Test
    void valuesAreWhatTheListsHoldWithTheirTypes() {
        StudyApi study = api.study("""
            'space': [{'name': 'o', 'type': 'ordinal', 'values': [16, 32.5, 'all', true]},
                      {'name': 'c', 'type': 'categorical', 'choices': ['1', 1, 'true', true, 0.5, '']}]
            """);
        Answer asked = study.ask("{'count': 200}").is(200);
        List<JsonNode> configurations = asked.each("/trials", "configuration");
        assertThat(configurations.stream().map(c -> c.path("o").toString()).distinct())
                .containsExactlyInAnyOrder("16", "32.5", "\"all\"", "true");
        assertThat(configurations.stream().map(c -> c.path("c").toString()).distinct())
                .containsExactlyInAnyOrder("\"1\"", "1", "\"true\"", "true", "0.5", "\"\"");
        study.add("{'configuration': {'o': 16.0, 'c': 1.0}}").is(201);
        study.trial(200).has("/configuration", "{'o': 16, 'c': 1}");
        study.add("{'configuration': {'o': '16', 'c': 'True'}}")
                .isInvalidAt("/trials/0/configuration/o", "/trials/0/configuration/c");
    }

    @Test
    void aConfigurationHoldsTheActiveParametersOnly() {
        StudyApi study = api.study("""
            'space': [{'name': 'a', 'type': 'categorical', 'choices': ['on', 'off']},
                      {'name': 'b', 'type': 'int', 'low': 0, 'high': 1, 'when': {'parameter': 'a', 'in': ['on']}},
                      {'name': 'c', 'type': 'ordinal', 'values': [false, true],
                       'when': {'parameter': 'b', 'in': [1]}},
                      {'name': 'd', 'type': 'float', 'low': 0, 'high': 1, 'when': {'parameter': 'c', 'in': [true]}}]
            """);
        List<JsonNode> configurations = study.ask("{'count': 200}").is(200).each("/trials", "configuration");
        for (JsonNode configuration : configurations) {
            boolean b = configuration.path("a").asString().equals("on");
            boolean c = b && configuration.path("b").asInt() == 1;
            boolean d = c && configuration.path("c").asBoolean();
            assertThat(List.of(configuration.has("b"), configuration.has("c"), configuration.has("d")))
                    .as(configuration.toString())
                    .containsExactly(b, c, d);
        }
        assertThat(configurations).anyMatch(c -> c.has("d")).anyMatch(c -> !c.has("b"));
        study.add("{'configuration': {'a': 'off', 'b': 1}}").isInvalidAt("/trials/0/configuration/b");
        study.add("{'configuration': {'a': 'on', 'b': 1}}").isInvalidAt("/trials/0/configuration/c");
        study.add("{'configuration': {'a': 'on', 'b': 1, 'c': true, 'd': 0.5}}").is(201);
    }
}
