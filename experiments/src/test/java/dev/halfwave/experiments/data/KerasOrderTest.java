package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KerasOrderTest {

    /// `a` and `b` within `inner`, then `c`, as Keras 2 describes it.
    private static final String CONFIG = """
            {"class_name":"Functional","config":{"name":"outer","layers":[
              {"class_name":"InputLayer","config":{"name":"x"},"name":"x","inbound_nodes":[]},
              {"class_name":"Functional","config":{"name":"inner","layers":[
                {"class_name":"Conv1D","config":{"name":"a"},"name":"a","inbound_nodes":[]},
                {"class_name":"Conv1D","config":{"name":"b"},"name":"b","inbound_nodes":[[["a",0,0,{}]]]}
              ]},"name":"inner","inbound_nodes":[[["x",0,0,{}]]]},
              {"class_name":"Dense","config":{"name":"c"},"name":"c","inbound_nodes":[[["inner",1,0,{"v":["x",0,0]}]]]}
            ]}}""";

    private static void assertOrder(@Nullable String config, String... names) {
        assertThat(KerasOrder.problem(List.of(names), config)).as("%d layers", names.length).isEmpty();
    }

    private static void assertProblem(@Nullable String config, String problem, String... names) {
        assertThat(KerasOrder.problem(List.of(names), config)).contains(problem);
    }

    @Test
    void theOrderIsThatOfTheModel() {
        assertOrder(CONFIG, "inner/a", "inner/b", "c/c");
        assertOrder(CONFIG, "inner/earlier_name", "inner/before", "c/c");
        assertProblem(CONFIG, "lists inner/b before inner/a, but its model_config applies them in the other order",
                "inner/b", "inner/a", "c/c");
        assertProblem(CONFIG, "lists c/c before inner/a, but its model_config applies them in the other order",
                "c/c", "inner/a");
        assertProblem(CONFIG, "has weights of d/d, which its model_config has not", "inner/a", "d/d");
    }

    @Test
    void aModelInARowHasNoNodes() {
        String row = "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[{\"config\":{\"name\":\"block/b\"}},"
                + "{\"config\":{\"name\":\"a\"}}]}}";
        assertOrder(row, "block/b/block/b", "a/a");
        assertProblem(row, "lists a/a before block/b/block/b, but its model_config applies them in the other order",
                "a/a", "block/b/block/b");
    }

    @Test
    void manyLayersTakeLittleTime() {
        String layers = IntStream.range(0, 50_000).mapToObj(i -> "{\"config\":{\"name\":\"layer" + i + "\"}}")
                .collect(Collectors.joining(","));
        String[] names = IntStream.range(0, 4000).mapToObj(i -> "layer" + i + "/layer" + i).toArray(String[]::new);
        assertTimeout(Duration.ofSeconds(2),
                () -> assertOrder("{\"config\":{\"layers\":[" + layers + "]}}", names));
    }

    @Test
    void theModelMustBeInOrderItself() {
        assertProblem(CONFIG.replace("\"inbound_nodes\":[]},\n    {", "\"inbound_nodes\":[[[\"b\",0,0,{}]]]},\n    {"),
                "its model_config cannot be understood: a takes what b gives, but is listed first", "inner/a");
        String keras3 =
                "{\"config\":{\"layers\":[{\"config\":{\"name\":\"a\"},\"inbound_nodes\":[{\"args\":[{\"config\":"
                        + "{\"keras_history\":[\"b\",0,0]}}],\"kwargs\":{}}]},{\"config\":{\"name\":\"b\"},\"inbound_nodes\":[]}]}}";
        assertProblem(keras3, "its model_config cannot be understood: a takes what b gives, but is listed first",
                "a/a");
        assertProblem(CONFIG.replace("\"c\"", "\"x\""), "its model_config cannot be understood: two layers are named x",
                "inner/a");
        assertProblem("7", "its model_config cannot be understood: a layer must be an object with a config", "a");
        assertProblem("{}", "its model_config cannot be understood: a model must have a list of layers", "a");
        assertProblem("{\"config\":{\"layers\":[{\"config\":{}}]}}",
                "its model_config cannot be understood: a layer has no name", "a");
        assertProblem("",
                "its model_config cannot be understood: JSON, line 1, column 1: expected a value, but the text "
                        + "ends",
                "a");
    }

    /// A layer that is applied twice takes its own place the first time.
    @Test
    void layersMayBeSharedOverTime() {
        assertOrder("{\"config\":{\"layers\":[{\"config\":{\"name\":\"x\"}},{\"config\":{\"name\":\"a\"},"
                + "\"inbound_nodes\":[[[\"x\",0,0,{}]],[[\"b\",0,0,{}]]]},{\"config\":{\"name\":\"b\"},"
                + "\"inbound_nodes\":[[[\"a\",0,0,{}]]]}]}}", "a/a", "b/b");
    }

    @Test
    void withoutAModelNumbersMustNotDecrease() {
        assertOrder(null, "model_2/conv1d", "model_2/conv1d_9", "model_3/conv1d_10", "dense_3/dense_3", "up_2", "up_1");
        String rule =
                "; a file without a model_config must have the layers of a type in the order of their numbers, so "
                        + "save the whole model with model.save";
        assertProblem(null, "lists m/conv1d_10 before m/conv1d_9" + rule, "m/conv1d_10", "dense/dense", "m/conv1d_9");
        assertProblem(null, "lists dense_1/dense_1 before dense/dense" + rule, "dense_1/dense_1", "dense/dense");
        assertProblem(null, "lists model_2/a before model_1/b" + rule, "model_2/a", "model_1/b");
    }
}
