package dev.halfwave.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        Object value = Json.parse(" { \"s\" : \"a\" , \"w\":[1,-2,0],\r\n\t\"r\":[0.5,-1e3,2E-2,1.0,-0], "
                + "\"t\":true,\"f\":false,\"n\":null,\"o\":{},\"a\":[] } ");

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("s", "a");
        expected.put("w", List.of(1L, -2L, 0L));
        expected.put("r", List.of(0.5, -1000.0, 0.02, 1.0, -0.0));
        expected.put("t", true);
        expected.put("f", false);
        expected.put("n", null);
        expected.put("o", Map.of());
        expected.put("a", List.of());
        assertThat(value).isEqualTo(expected);
    }

    @Test
    void keepsTheOrderOfKeys() {
        assertThat(((Map<?, ?>) Json.parse("{\"z\":1,\"a\":2,\"m\":3}")).keySet().toString()).isEqualTo("[z, a, m]");
    }

    @Test
    void readsEscapes() {
        assertThat(Json.parse("\"\\\" \\\\ \\/ \\b\\f\\n\\r\\t \\u00e9 \\ud83c\\uDF0A ü🌊\""))
                .isEqualTo("\" \\ / \b\f\n\r\t é 🌊 ü🌊");
    }

    @Test
    void tellsWholeNumbersFromRealOnes() {
        assertThat(Json.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(Json.parse("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(Json.parse("7")).isEqualTo(7L);
        assertThat(Json.parse("7.0")).isEqualTo(7.0);
        assertThat(Json.parse("7e0")).isEqualTo(7.0);
        assertThat(Json.parse("1e-999")).isEqualTo(0.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
        "{\"a\":1,}                  | line 1, column 8: expected a key in double quotes, but there is '}'",
        "{\"a\" 1}                   | line 1, column 6: expected ':' after key \"a\", but there is '1'",
        "{\"a\":1 \"b\":2}           | line 1, column 8: expected ',' or '}', but there is '\"'",
        "{\"a\":1,\"a\":2}           | line 1, column 8: key \"a\" occurs twice",
        "{\"\\u0061\":1,\"a\":2}     | line 1, column 13: key \"a\" occurs twice",
        "{a:1}                       | line 1, column 2: expected a key in double quotes, but there is 'a'",
        "{                           | line 1, column 2: expected a key in double quotes, but the text ends",
        "[1,]                        | line 1, column 4: expected a value, but there is ']'",
        "[1 2]                       | line 1, column 4: expected ',' or ']', but there is '2'",
        "[1                          | line 1, column 3: expected ',' or ']', but the text ends",
        "                            | line 1, column 1: expected a value, but the text ends",
        "1 2                         | line 1, column 3: expected the end of the text, but there is '2'",
        "01                          | line 1, column 2: expected the end of the text, but there is '1'",
        "-                           | line 1, column 2: expected a digit, but the text ends",
        "1.                          | line 1, column 3: expected a digit, but the text ends",
        ".5                          | line 1, column 1: expected a value, but there is '.'",
        "+5                          | line 1, column 1: expected a value, but there is '+'",
        "1e+                         | line 1, column 4: expected a digit, but the text ends",
        "1e-x                        | line 1, column 4: expected a digit, but there is 'x'",
        "١                           | line 1, column 1: expected a value, but there is '١'",
        "NaN                         | line 1, column 1: expected a value, but there is 'N'",
        "nul                         | line 1, column 1: expected a value, but there is 'n'",
        "truex                       | line 1, column 5: expected the end of the text, but there is 'x'",
        "9223372036854775808         | line 1, column 1: whole number 9223372036854775808 does not fit 64 bits",
        "[-1e999]                    | line 1, column 2: number -1e999 does not fit a double",
        "'a'                         | line 1, column 1: expected a value, but there is '''",
        "[\"a]                       | line 1, column 2: the string that starts here does not end",
        "\"a\\                       | line 1, column 3: unknown escape in a string",
        "\"a\\x\"                    | line 1, column 3: unknown escape in a string",
        "\"a\\u12\"                  | line 1, column 3: \\u must be followed by four hexadecimal digits",
        "\"a\\u١٢٣٤\"                | line 1, column 3: \\u must be followed by four hexadecimal digits",
        "\"\\ud800\"                 | line 1, column 1: the string that starts here has half of a surrogate pair",
        "[\"\\udc00\\ud800\"]        | line 1, column 2: the string that starts here has half of a surrogate pair",
        "\u200bnull                  | line 1, column 1: expected a value, but there is U+200B",
    })
    void refusesWhatIsNotJson(String text, String message) {
        assertThatThrownBy(() -> Json.parse(text == null ? "" : text))
                .isInstanceOf(JsonException.class)
                .hasMessage("JSON, " + message);
    }

    @Test
    void saysWhereInALongText() {
        assertThatThrownBy(() -> Json.parse("{\n  \"a\": 1,\n  \"b\": \"x\ty\"\n}"))
                .isInstanceOfSatisfying(JsonException.class, e -> {
                    assertThat(e).hasMessage("JSON, line 3, column 10: control character U+0009 in a string must be "
                            + "written as an escape");
                    assertThat(e.problem())
                            .isEqualTo("control character U+0009 in a string must be written as an escape");
                    assertThat(e.position()).isEqualTo(21);
                });
    }

    @Test
    void shortensAndEscapesWhatAHostileTextMakesItQuote() {
        String key = "a\\n\\u202e" + "b".repeat(1000);
        assertThatThrownBy(() -> Json.parse("{\"" + key + "\":1,\"" + key + "\":1}"))
                .hasMessage("JSON, line 1, column 1016: key \"a<U+000A><U+202E>" + "b".repeat(43)
                        + "...\" occurs twice");
    }

    @Test
    void limitsHowDeepValuesNest() {
        assertThat(Json.write(Json.parse("[".repeat(64) + "]".repeat(64)))).hasSize(128);
        assertThatThrownBy(() -> Json.parse("[".repeat(65) + "]".repeat(65)))
                .hasMessage("JSON, line 1, column 65: values nest deeper than 64");
        assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(1_000_000)))
                .hasMessage("JSON, line 1, column 321: values nest deeper than 64");
    }

    @Test
    void writesWithoutSpacesInTheOrderOfTheMap() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("z", 1);
        value.put("a", Arrays.asList(null, true, (short) 2, (byte) 3, 4L, 0.1f, 0.1, 1e30, -0.0));
        value.put("o", Map.of());
        value.put("l", List.of());
        value.put("s", "\" \\ / \b\n\r\t é 🌊");
        assertThat(Json.write(value)).isEqualTo("{\"z\":1,\"a\":[null,true,2,3,4,0.1,0.1,1.0E30,-0.0],"
                + "\"o\":{},\"l\":[],\"s\":\"\\\" \\\\ / \\u0008\\n\\r\\t é 🌊\"}");
    }

    @Test
    void refusesToWriteWhatHasNoJsonForm() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).hasMessage("Json.write: JSON has no NaN");
        assertThatThrownBy(() -> Json.write(Float.NEGATIVE_INFINITY)).hasMessage("Json.write: JSON has no -Infinity");
        assertThatThrownBy(() -> Json.write(Map.of(1, 2))).hasMessage("Json.write: keys must be strings, but one is 1");
        assertThatThrownBy(() -> Json.write(List.of('a')))
                .hasMessage("Json.write: a java.lang.Character has no JSON form");
        assertThatThrownBy(() -> Json.write("a\ud800"))
                .hasMessage("Json.write: a string has half of a surrogate pair: \"a<U+D800>\"");
    }

    @Test
    void refusesToWriteAListThatContainsItself() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> Json.write(list)).hasMessage("Json.write: values nest deeper than 64");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsBackWhatItWrites(long seed) {
        Object value = randomValue(new SplittableRandom(seed), 0);
        String text = Json.write(value);
        assertThat(Json.parse(text)).isEqualTo(value);
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void neverFailsInAnotherWay() {
        SplittableRandom random = new SplittableRandom(1);
        String alphabet = "{}[]\":,\\u0123e.-+tfn alse\u0000é\ud83c\udf0a";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(Json.write(randomValue(random, 2)));
            for (int edit = random.nextInt(4); edit >= 0; edit--) {
                text.insert(random.nextInt(text.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
                text.setLength(random.nextInt(text.length()) + 1);
            }
            try {
                Object value = Json.parse(text.toString());
                assertThat(Json.parse(Json.write(value))).isEqualTo(value);
            } catch (JsonException e) {
                assertThat(e.position()).isBetween(0, text.length());
            }
        }
    }

    private static Object randomValue(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth < 4 ? 8 : 6)) {
            case 0 -> random.nextLong() >> random.nextInt(64);
            case 1 -> {
                double value = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(value) ? value : 0.5;
            }
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4, 5 -> randomString(random);
            case 6 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(randomValue(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(randomString(random), randomValue(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String randomString(SplittableRandom random) {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int c = random.nextInt(random.nextBoolean() ? 128 : Character.MAX_CODE_POINT + 1);
            string.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : c);
        }
        return string.toString();
    }
}
