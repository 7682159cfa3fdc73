package dev.parley.study;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class SpaceFaultsIT {

    @Autowired
    Api api;

    private Answer create(String parameters) {
        return api.post(
                "/studies",
                "{'space': [" + parameters + "], 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        'float', 'low': 1, 'high': 0                                   | /space/0/high
        'float', 'low': 0                                              | /space/0/high
        'float', 'high': 1                                             | /space/0/low
        'float', 'low': 'a', 'high': 1                                 | /space/0/low
        'float', 'low': '0', 'high': 1                                 | /space/0/low
        'float', 'low': NaN, 'high': 1                                 | /space/0/low
        'float', 'low': 'NaN', 'high': 1                               | /space/0/low
        'float', 'low': 0, 'high': Infinity                            | /space/0/high
        'float', 'low': '-Infinity', 'high': 0                         | /space/0/low
        'float', 'low': -1e308, 'high': 1e308                          | /space/0/high
        'float', 'low': 0, 'high': 1e999                               | /space/0/high
        'float', 'low': 0, 'high': 1, 'scale': 'log'                   | /space/0/low
        'float', 'low': -1, 'high': 1, 'scale': 'log'                  | /space/0/low
        'float', 'low': 0, 'high': 1, 'scale': 'cubic'                 | /space/0/scale
        'float', 'low': 0, 'high': 1, 'step': 0.3                      | /space/0/step
        'float', 'low': 0, 'high': 1, 'step': 0                        | /space/0/step
        'float', 'low': 0, 'high': 1, 'step': -0.1                     | /space/0/step
        'float', 'low': 1, 'high': 2, 'step': 0.1, 'scale': 'log'      | /space/0/step
        'float', 'low': 0, 'high': 1, 'default': 2                     | /space/0/default
        'float', 'low': 0, 'high': 1, 'step': 0.5, 'default': 0.3      | /space/0/default
        'float', 'low': 0, 'high': 1, 'default': NaN                   | /space/0/default
        'float', 'low': 0, 'high': 1, 'lwo': 0                         | /space/0/lwo
        'float', 'low': 0, 'high': 1, 'values': [1]                    | /space/0/values
        'float', 'low': 0, 'low': 0, 'high': 1                         | /space/0/low
        'int', 'low': 3, 'high': 2                                     | /space/0/high
        'int', 'low': 0, 'high': 8, 'scale': 'log'                     | /space/0/low
        'int', 'low': 0, 'high': 10, 'step': 3                         | /space/0/step
        'int', 'low': 0, 'high': 10, 'step': 0                         | /space/0/step
        'int', 'low': 1, 'high': 9, 'step': 2, 'scale': 'log'          | /space/0/step
        'int', 'low': 0.5, 'high': 9                                   | /space/0/low
        'int', 'low': 0, 'high': 9007199254740992                      | /space/0/high
        'int', 'low': -9007199254740992, 'high': 0                     | /space/0/low
        'int', 'low': 0, 'high': 99999999999999999999                  | /space/0/high
        'int', 'low': 0, 'high': 10, 'default': 11                     | /space/0/default
        'ordinal'                                                      | /space/0/values
        'ordinal', 'values': []                                        | /space/0/values
        'ordinal', 'values': [1, 2, 1]                                 | /space/0/values/2
        'ordinal', 'values': [1, 1.0]                                  | /space/0/values/1
        'ordinal', 'values': [1, null]                                 | /space/0/values/1
        'ordinal', 'values': [1, {}]                                   | /space/0/values/1
        'ordinal', 'values': [1, 9007199254740993]                     | /space/0/values/1
        'ordinal', 'values': [1, NaN]                                  | /space/0/values/1
        'ordinal', 'values': [1, 2], 'default': 3                      | /space/0/default
        'categorical', 'choices': []                                   | /space/0/choices
        'categorical', 'choices': ['a', 'b', 'a']                      | /space/0/choices/2
        'categorical', 'choices': ['a', ['b']]                         | /space/0/choices/1
        'categorical', 'choices': ['a'], 'default': 'b'                | /space/0/default
        'categorical', 'choices': ['a', 'b\\u0000']                    | /space/0/choices/1
        'categorical', 'choices': ['a'], 'when': {'in': [1]}           | /space/0/when/parameter
        'categorical', 'choices': ['a'], 'when': {'parameter': 'b'}    | /space/0/when/in
        'boolean'                                                      | /space/0/type
        """)
    void pointsAtTheFaultOfAParameter(String parameter, String pointer) {
        create("{'name': 'p', 'type': " + parameter + "}").isInvalidAt(pointer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        'parameter': 'nobody', 'in': [1]       | /space/1/when/parameter
        'parameter': 'later', 'in': [1]        | /space/1/when/parameter
        'parameter': 'child', 'in': [1]        | /space/1/when/parameter
        'parameter': 'kind', 'in': []          | /space/1/when/in
        'parameter': 'kind', 'in': ['c']       | /space/1/when/in/0
        'parameter': 'kind', 'in': ['a', 1]    | /space/1/when/in/1
        'parameter': 'kind', 'in': ['a', null] | /space/1/when/in/1
        'parameter': 'kind', 'is': ['a']       | /space/1/when/is
        """)
    void pointsAtTheFaultOfACondition(String condition, String pointer) {
        create("{'name': 'kind', 'type': 'categorical', 'choices': ['a', 'b']},"
                        + "{'name': 'child', 'type': 'int', 'low': 0, 'high': 1, 'when': {" + condition + "}},"
                        + "{'name': 'later', 'type': 'int', 'low': 0, 'high': 1}")
                .isInvalidAt(pointer);
    }

    @Test
    void aFloatIsNoParent() {
        create("{'name': 'real', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'child', 'type': 'int', 'low': 0,"
                        + " 'high': 1, 'when': {'parameter': 'real', 'in': [1]}}")
                .isInvalidAt("/space/1/when/parameter");
    }

    @Test
    void conditionsFormNoCycle() {
        String inside = "{'name': '%s', 'type': 'int', 'low': 0, 'high': 1, 'when': {'parameter': '%s', 'in': [1]}}";
        create(inside.formatted("a", "c") + "," + inside.formatted("b", "a") + "," + inside.formatted("c", "b"))
                .isInvalidAt("/space/0/when/parameter")
                .has("/errors/0/detail", "'must not lead back to this parameter: the conditions form a cycle'");
    }

    @Test
    void namesAreGivenAndUnique() {
        String parameter = "{'name': %s, 'type': 'int', 'low': 0, 'high': 1}";
        create(parameter.formatted("'a'") + "," + parameter.formatted("'b'") + "," + parameter.formatted("'a'"))
                .isInvalidAt("/space/2/name");
        create(parameter.formatted("' '")).isInvalidAt("/space/0/name");
        create(parameter.formatted("null")).isInvalidAt("/space/0/name");
        create(parameter.formatted("'a\\u0000b'")).isInvalidAt("/space/0/name");
        create("{'name': 'a', 'low': 0, 'high': 1}").isProblem(400, "invalid-request");
        create("null").isInvalidAt("/space/0");
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        create("{'name': 'a', 'type': 'float', 'low': 1, 'high': 0}, {'name': 'b', 'type': 'int', 'low': 0, 'high':"
                        + " 1}, {'name': 'c', 'type': 'ordinal', 'values': []}")
                .isInvalidAt("/space/0/high", "/space/2/values");
    }

    private static String ints(int count) {
        return IntStream.range(0, count)
                .mapToObj("{'name': 'p%d', 'type': 'int', 'low': 0, 'high': 1}"::formatted)
                .collect(Collectors.joining(","));
    }

    @Test
    void aSpaceHasOneToAThousandParameters() {
        create(ints(1_000)).is(201);
        create(ints(1_001)).isInvalidAt("/space");
        create("").isInvalidAt("/space");
    }

    @Test
    void aBodyHasAMegabyteAtMost() {
        create(ints(1) + " ".repeat(1 << 20)).isProblem(413, "too-large");
        create(ints(1) + " ".repeat((1 << 20) - 500)).is(201);
    }
}
