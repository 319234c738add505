package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// PyTorch's functions in terms of Halfwave's ops. What a function can do and Halfwave cannot is
/// [skipped][GoldenCase.Skipped].
///
/// A function that no family lists is looked for among the ops, by its name: `mish` is the record `Mish`, its settings
/// are the attributes of the same names, its one input is `input`. So an op that means the same as PyTorch's function
/// needs no entry.
final class GoldenFunctions {

    private static final Map<String, Function<GoldenCase, Tensor>> BY_NAME = new HashMap<>();

    static {
        BY_NAME.putAll(GoldenArithmetic.FUNCTIONS);
        BY_NAME.putAll(GoldenConvolutions.FUNCTIONS);
        BY_NAME.putAll(GoldenLosses.FUNCTIONS);
        BY_NAME.putAll(GoldenMatrices.FUNCTIONS);
        BY_NAME.putAll(GoldenNormalizations.FUNCTIONS);
        BY_NAME.putAll(GoldenShapes.FUNCTIONS);
    }

    private GoldenFunctions() {}

    /// The function of this name, with or without its modules: `conv1d`, `torch.nn.functional.conv1d`.
    static Optional<Function<GoldenCase, Tensor>> find(String name) {
        String own = name.replaceFirst("^(torch\\.)?(nn\\.functional\\.)?", "");
        return Optional.ofNullable(BY_NAME.get(own)).or(() -> opOfTheSameName(own));
    }

    private static Optional<Function<GoldenCase, Tensor>> opOfTheSameName(String function) {
        String op = Arrays.stream(function.split("_"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        if (!OpSpec.isKnown(op)) {
            return Optional.empty();
        }
        return Optional.of(c -> {
            c.flag("inplace", false); // the value is the same
            LayerSpec spec = LayerSpec.of(op);
            for (RecordComponent setting : settings(op)) {
                String attribute = setting.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                spec = spec.with(setting.getName(), c.attribute(attribute));
            }
            Op built = OpSpec.build(spec);
            return built.apply(c.tensor("input"));
        });
    }

    private static RecordComponent[] settings(String op) {
        try {
            return Class.forName(Relu.class.getPackageName() + "." + op).getRecordComponents();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
