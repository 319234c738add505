package dev.halfwave.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of ARCHITECTURE.md that the sources of all modules keep: which package may use which, and what numerical
/// code must not call. Each rule is a function from sources to violations, and is shown to find one.
final class ArchitectureTest {

    private static final String ROOT = "dev.halfwave.core";

    /// Which packages of Halfwave a package of core may use; a new package has to be entered here.
    private static final Map<String, Set<String>> CORE = Map.of(
            ROOT, Set.of(),
            ROOT + ".op", Set.of(ROOT, ROOT + ".kernel", ROOT + ".random"),
            ROOT + ".check", Set.of(ROOT),
            ROOT + ".random", Set.of(ROOT + ".kernel"),
            ROOT + ".kernel", Set.of());

    /// Which modules of Halfwave a module may use.
    private static final Map<String, Set<String>> MODULES = Map.of(
            "core", Set.of(),
            "nn", Set.of("core"),
            "heartrate", Set.of("core", "nn"),
            "experiments", Set.of("core", "nn", "heartrate"),
            "bench", Set.of("core", "nn", "heartrate"));

    /// A source without its comments, strings and characters.
    private record Source(String path, String packageName, String code) {

        static Source of(String path, String text) {
            String code = CodeOnly.of(text);
            Matcher declaration = Pattern.compile("(?m)^package\\s+([\\w.]+);").matcher(code);
            return new Source(path, declaration.find() ? declaration.group(1) : "", code);
        }

        /// The packages of Halfwave that are named, by an import or in full.
        Set<String> halfwavePackages() {
            Set<String> packages = new TreeSet<>();
            Matcher name = Pattern.compile("\\bdev\\.halfwave(\\.[a-z]\\w*)+").matcher(code);
            while (name.find()) {
                packages.add(name.group());
            }
            packages.remove(packageName);
            return packages;
        }

        /// Whatever is imported, as written.
        List<String> imports() {
            return find("(?m)^import\\s+(?:static\\s+)?([\\w.*]+);", 1);
        }

        List<String> find(String regex, int group) {
            List<String> found = new ArrayList<>();
            Matcher matcher = Pattern.compile(regex).matcher(code);
            while (matcher.find()) {
                found.add(matcher.group(group));
            }
            return found;
        }

        String module() {
            return packageName.split("\\.", -1).length > 2 ? packageName.split("\\.", -1)[2] : "";
        }

        boolean isModuleInfo() {
            return path.endsWith("module-info.java");
        }
    }

    /// Blanks out comments, strings, text blocks and character literals.
    private static final class CodeOnly {

        private static final Pattern LITERAL = Pattern.compile(
                // possessive: what has matched is not tried again, so long literals need no deep stack
                "//[^\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/|\"\"\"(?:\\\\.|[^\"\\\\]|\"(?!\"\"))*+\"\"\""
                        + "|\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])++'",
                Pattern.DOTALL);

        private CodeOnly() {}

        static String of(String text) {
            return LITERAL.matcher(text).replaceAll(match -> " ");
        }
    }

    // --- the rules ---

    /// `experiments → nn → core`, `bench → {nn, core}`.
    private static List<String> wrongModules(List<Source> sources) {
        List<String> violations = new ArrayList<>();
        for (Source source : sources) {
            for (String used : source.halfwavePackages()) {
                String module = used.split("\\.", -1)[2];
                Set<String> allowed = MODULES.getOrDefault(source.module(), Set.of());
                if (!source.isModuleInfo() && !module.equals(source.module()) && !allowed.contains(module)) {
                    violations.add(source.path + " uses " + used);
                }
            }
        }
        return violations;
    }

    /// Inside core: `op → {kernel, random, root}`, `random → kernel`, `check → root`; of the root only `Backend` may call kernel.
    private static List<String> wrongArrowsInCore(List<Source> sources) {
        List<String> violations = new ArrayList<>();
        for (Source source : sources) {
            if (!source.module().equals("core") || source.isModuleInfo()) {
                continue;
            }
            Set<String> allowed = CORE.get(source.packageName);
            if (allowed == null) {
                violations.add(source.path + " is in a package without rules");
                continue;
            }
            boolean isBackend = source.path.endsWith("dev/halfwave/core/Backend.java");
            for (String used : source.halfwavePackages()) {
                if (!allowed.contains(used) && !(isBackend && used.equals(ROOT + ".kernel"))) {
                    violations.add(source.path + " uses " + used);
                }
            }
        }
        return violations;
    }

    /// Core needs nothing but java.base, annotations that are not there at run time, and the Vector API in kernel only.
    private static List<String> foreignImportsInCore(List<Source> sources) {
        List<String> violations = new ArrayList<>();
        for (Source source : sources) {
            if (!source.module().equals("core")) {
                continue;
            }
            for (String imported : source.imports()) {
                boolean allowed = imported.matches("java\\.(io|lang|math|net|nio|security|text|time|util)\\..*")
                        && !imported.matches("java\\.util\\.(logging|prefs)\\..*");
                allowed |= imported.matches("(dev\\.halfwave|org\\.jspecify\\.annotations)\\..*");
                allowed |= imported.startsWith("jdk.incubator.vector.") && source.packageName.endsWith(".kernel");
                if (!allowed) {
                    violations.add(source.path + " imports " + imported);
                }
            }
        }
        return violations;
    }

    /// The Vector API is named by core.kernel and core's module-info, by nobody else in the project but the benchmark
    /// that measures the processor itself.
    private static List<String> vectorApiElsewhere(List<Source> sources) {
        List<String> violations = new ArrayList<>();
        for (Source source : sources) {
            boolean allowed = source.packageName.equals(ROOT + ".kernel")
                    || source.path.equals("core/module-info.java");
            if (!allowed && source.code.contains("jdk.incubator.vector")) {
                violations.add(source.path + " names jdk.incubator.vector");
            }
        }
        return violations;
    }

    /// What core and nn require at run time: an embedder adds two small jars.
    private static List<String> wrongRequirements(List<Source> sources) {
        Map<String, Set<String>> allowed = Map.of(
                "core/module-info.java", Set.of("jdk.incubator.vector", "static org.jspecify"),
                "nn/module-info.java", Set.of("transitive dev.halfwave.core", "static org.jspecify"));
        List<String> violations = new ArrayList<>();
        for (Source source : sources) {
            for (String required : source.find("\\brequires\\s+([^;]+);", 1)) {
                if (allowed.containsKey(source.path) && !allowed.get(source.path).contains(required)) {
                    violations.add(source.path + " requires " + required);
                }
            }
        }
        return violations;
    }

    /// One cycle of packages, as `a → b → a`, or nothing.
    private static List<String> cycles(List<Source> sources) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (Source source : sources) {
            if (!source.isModuleInfo()) {
                arrows.computeIfAbsent(source.packageName, name -> new TreeSet<>()).addAll(source.halfwavePackages());
            }
        }
        Set<String> done = new TreeSet<>();
        for (String start : arrows.keySet()) {
            List<String> cycle = cycleFrom(start, arrows, new ArrayDeque<>(), done);
            if (!cycle.isEmpty()) {
                return List.of(String.join(" → ", cycle));
            }
        }
        return List.of();
    }

    private static List<String> cycleFrom(
            String name, Map<String, Set<String>> arrows, Deque<String> path, Set<String> done) {
        if (path.contains(name)) {
            List<String> cycle = new ArrayList<>(path);
            cycle.subList(0, cycle.indexOf(name)).clear();
            cycle.add(name);
            return cycle;
        }
        if (done.add(name)) {
            path.addLast(name);
            for (String next : arrows.getOrDefault(name, Set.of())) {
                List<String> cycle = cycleFrom(next, arrows, path, done);
                if (!cycle.isEmpty()) {
                    return cycle;
                }
            }
            path.removeLast();
        }
        return List.of();
    }

    /// Libraries do not print.
    private static List<String> printing(List<Source> sources) {
        return calls(sources, Set.of("core", "nn", "heartrate"),
                "\\bSystem\\s*\\.\\s*(?:out|err)\\b|\\bprintStackTrace\\b", "");
    }

    private static final String UNSTABLE_FUNCTIONS =
            "\\bMath\\s*\\.\\s*(?:exp|expm1|log|log10|log1p|pow|cbrt|sin|cos|tan|asin|acos|atan|atan2|sinh"
                    + "|cosh|tanh|hypot)\\s*\\(";

    /// What an experiment records has the same bits on every machine too: only a report, which is drawn for one reader, may
    /// use functions that are not.
    private static List<String> unstableRecords(List<Source> sources) {
        List<Source> recording = sources.stream()
                .filter(source -> !source.packageName.endsWith(".report") && !source.path.contains("Report")).toList();
        // a tolerance is no record
        return calls(recording, Set.of("experiments"), UNSTABLE_FUNCTIONS,
                "experiments/dev/halfwave/experiments/onefilter/Measured.java");
    }

    /// The same bits on every machine: no sum or function whose bits depend on the vector width or the JIT, and fused
    /// multiply-add through `Fma` only, which has an exact replacement where the processor has none.
    private static List<String> unstableBits(List<Source> sources) {
        // a maximum is the same in any order
        String sums = "\\breduceLanes\\s*\\((?!\\s*VectorOperators\\s*\\.\\s*(?:MAX|MIN)\\b)";
        String lanes = "\\bVectorOperators\\s*\\.\\s*(?:EXP|EXPM1|LOG|LOG10|LOG1P|POW|CBRT|SIN|COS|TAN|ASIN|ACOS|ATAN"
                + "|ATAN2|SINH|COSH|TANH|HYPOT)\\b";
        String imports = "\\bimport\\s+static\\s+(?:java\\.lang\\.Math|jdk\\.incubator\\.vector\\.VectorOperators)\\b";
        Set<String> modules = Set.of("core", "nn", "heartrate");
        List<String> violations =
                calls(sources, modules, String.join("|", sums, UNSTABLE_FUNCTIONS, lanes, imports), "");
        violations
                .addAll(calls(sources, modules, "\\bMath\\s*\\.\\s*fma\\b", "core/dev/halfwave/core/kernel/Fma.java"));
        return violations;
    }

    private static List<String> calls(List<Source> sources, Set<String> modules, String regex, String allowedIn) {
        List<String> violations = new ArrayList<>();
        for (Source source : sources) {
            if (modules.contains(source.module()) && !source.path.equals(allowedIn)) {
                source.find(regex, 0).forEach(call -> violations.add(source.path + " has " + call));
            }
        }
        return violations;
    }

    // --- the project keeps them ---

    private static final List<Source> PROJECT = readProject();

    @Test
    void allModulesWereRead() {
        Set<String> modules = new TreeSet<>();
        PROJECT.forEach(source -> modules.add(source.module()));
        assertThat(modules).contains("core", "nn", "heartrate", "experiments");
        assertThat(PROJECT).extracting(Source::path).contains(
                "core/module-info.java", "core/dev/halfwave/core/Backend.java",
                "core/dev/halfwave/core/kernel/Fma.java", "nn/module-info.java", "nn/dev/halfwave/nn/Sequential.java");
    }

    @Test
    void modulesPointDownwards() {
        assertThat(wrongModules(PROJECT)).isEmpty();
    }

    @Test
    void thePackagesOfCoreKeepTheirArrows() {
        assertThat(wrongArrowsInCore(PROJECT)).isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        assertThat(cycles(PROJECT)).isEmpty();
    }

    @Test
    void coreNeedsTheJdkOnly() {
        assertThat(foreignImportsInCore(PROJECT)).isEmpty();
        assertThat(wrongRequirements(PROJECT)).isEmpty();
    }

    @Test
    void onlyKernelsNameTheVectorApi() {
        assertThat(vectorApiElsewhere(PROJECT)).isEmpty();
    }

    @Test
    void coreAndNnDoNotPrint() {
        assertThat(printing(PROJECT)).isEmpty();
    }

    @Test
    void numericalCodeCallsNothingWithUnstableBits() {
        assertThat(unstableBits(PROJECT)).isEmpty();
    }

    @Test
    void experimentsRecordNothingWithUnstableBits() {
        assertThat(unstableRecords(PROJECT)).isEmpty();
    }

    private static List<Source> readProject() {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        assertThat(root).as("the root of the project").isNotNull();
        List<Source> sources = new ArrayList<>();
        for (String module : MODULES.keySet()) {
            Path main = root.resolve(module).resolve("src/main/java");
            if (Files.isDirectory(main)) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(file -> {
                        String path = module + "/" + main.relativize(file).toString().replace('\\', '/');
                        sources.add(Source.of(path, read(file)));
                    });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- each rule finds what breaks it ---

    @Test
    void commentsAndStringsAreNoCode() {
        String text = """
                a // System.out "b
                /* "c */ d "e // f \\" g" 'h' '"' i \"\"\"
                  j " k
                  \"\"\" l '\\'' m
                """;
        assertThat(CodeOnly.of(text).replaceAll("\\s+", " ").trim()).isEqualTo("a d i l m");
    }

    @Test
    void findsModulesThatPointUpwards() {
        assertThat(wrongModules(List.of(
                source("core.op", "import dev.halfwave.nn.Layer;"),
                source("nn.train", "dev.halfwave.experiments.study.Arm arm;"),
                source("nn", "import dev.halfwave.core.Tensor; // dev.halfwave.bench.Y"),
                source("experiments.relu", "import static dev.halfwave.bench.Sizes.BATCH;"),
                source("bench", "import dev.halfwave.nn.Layer; import dev.halfwave.core.kernel.Gemm;"))))
                .containsExactly(
                        "core/dev/halfwave/core/op/X.java uses dev.halfwave.nn",
                        "nn/dev/halfwave/nn/train/X.java uses dev.halfwave.experiments.study",
                        "experiments/dev/halfwave/experiments/relu/X.java uses dev.halfwave.bench");
    }

    @Test
    void findsWrongArrowsInCore() {
        String kernel = "import dev.halfwave.core.kernel.ReluKernel;";
        assertThat(wrongArrowsInCore(List.of(
                source("core.op", kernel + "import dev.halfwave.core.Tensor;"),
                source("core.op", "import dev.halfwave.core.check.GradientCheck;"),
                source("core.check", kernel),
                source("core", kernel),
                Source.of("core/dev/halfwave/core/Backend.java", "package dev.halfwave.core;\n" + kernel),
                source("core", "import dev.halfwave.core.op.Relu;"),
                source("core.kernel", "import dev.halfwave.core.Tensor;"),
                source("core.random", "import dev.halfwave.core.Shape;"),
                source("core.image", ""))))
                .containsExactly(
                        "core/dev/halfwave/core/op/X.java uses dev.halfwave.core.check",
                        "core/dev/halfwave/core/check/X.java uses dev.halfwave.core.kernel",
                        "core/dev/halfwave/core/X.java uses dev.halfwave.core.kernel",
                        "core/dev/halfwave/core/X.java uses dev.halfwave.core.op",
                        "core/dev/halfwave/core/kernel/X.java uses dev.halfwave.core",
                        "core/dev/halfwave/core/random/X.java uses dev.halfwave.core",
                        "core/dev/halfwave/core/image/X.java is in a package without rules");
    }

    @Test
    void findsCyclesOfPackages() {
        Source a = source("nn.a", "import dev.halfwave.nn.b.B;");
        Source b = source("nn.b", "import dev.halfwave.nn.c.C;");
        Source c = source("nn.c", "dev.halfwave.nn.b.B back;");
        assertThat(cycles(List.of(a, b))).isEmpty();
        assertThat(cycles(List.of(a, b, c)))
                .containsExactly("dev.halfwave.nn.b → dev.halfwave.nn.c → dev.halfwave.nn.b");
        assertThat(cycles(
                List.of(source("nn", "import dev.halfwave.nn.a.A;"), source("nn.a", "import dev.halfwave.nn.X;"))))
                .containsExactly("dev.halfwave.nn → dev.halfwave.nn.a → dev.halfwave.nn");
    }

    @Test
    void findsRecordsWithUnstableBits() {
        assertThat(unstableRecords(List.of(
                source("experiments.discrete", "double decibels = 20 * Math.log10(x) + StrictMath.log(y);"),
                source("experiments.report", "Math.log10(x);"),
                Source.of("experiments/dev/halfwave/experiments/a/AReport.java",
                        "package dev.halfwave.experiments.a; Math.pow(x, y);"))))
                .containsExactly("experiments/dev/halfwave/experiments/discrete/X.java has Math.log10(");
    }

    @Test
    void findsForeignImportsAndRequirements() {
        assertThat(foreignImportsInCore(List.of(
                source("core", "import java.util.List;\nimport org.jspecify.annotations.Nullable;"),
                source("core.kernel", "import jdk.incubator.vector.FloatVector;"),
                source("core.random", "import jdk.incubator.vector.FloatVector;"),
                source("core", "import java.util.logging.Logger;\nimport static org.ejml.Ops.mult;"))))
                .containsExactly(
                        "core/dev/halfwave/core/random/X.java imports jdk.incubator.vector.FloatVector",
                        "core/dev/halfwave/core/X.java imports java.util.logging.Logger",
                        "core/dev/halfwave/core/X.java imports org.ejml.Ops.mult");
        assertThat(wrongRequirements(List.of(
                Source.of("nn/module-info.java", "module dev.halfwave.nn { requires ejml.core; }"))))
                .containsExactly("nn/module-info.java requires ejml.core");
    }

    @Test
    void findsTheVectorApiElsewhere() {
        assertThat(vectorApiElsewhere(List.of(
                source("core.kernel", "import jdk.incubator.vector.FloatVector;"),
                source("core.op", "jdk.incubator.vector.FloatVector v; // jdk.incubator.vector"),
                source("nn", "String module = \"jdk.incubator.vector\";"),
                Source.of("core/module-info.java", "module m { requires jdk.incubator.vector; }"),
                Source.of("nn/module-info.java", "module m { requires jdk.incubator.vector; }"))))
                .containsExactly(
                        "core/dev/halfwave/core/op/X.java names jdk.incubator.vector",
                        "nn/module-info.java names jdk.incubator.vector");
    }

    @Test
    void findsPrinting() {
        assertThat(printing(List.of(
                source("core", "System.out.println(1);"),
                source("nn.train", "/// System.out\nConsumer<String> c = System . err::println;"),
                source("nn", "e.printStackTrace();"),
                source("experiments.cli", "System.out.println(1);"))))
                .containsExactly(
                        "core/dev/halfwave/core/X.java has System.out",
                        "nn/dev/halfwave/nn/train/X.java has System . err",
                        "nn/dev/halfwave/nn/X.java has printStackTrace");
    }

    @Test
    void findsCallsWithUnstableBits() {
        assertThat(unstableBits(List.of(
                source("core.kernel", "v.reduceLanes(VectorOperators.ADD)"),
                source("core.kernel", "v.lanewise(VectorOperators.EXP)"),
                source("core.kernel", "v.lanewise(VectorOperators.SQRT).reduceLanes(VectorOperators.MAX)"),
                source("core.op", "Math.exp(x) + StrictMath.exp(x) + Math.max(x, y) // Math.log(x)"),
                source("nn.init", "import static java.lang.Math.sin;"),
                source("core.kernel", "Math.fma(a, b, c)"),
                Source.of(
                        "core/dev/halfwave/core/kernel/Fma.java",
                        "package dev.halfwave.core.kernel;\nMath.fma(a, b, c)"),
                source("experiments.signal", "Math.sin(x)"))))
                .containsExactly(
                        "core/dev/halfwave/core/kernel/X.java has reduceLanes(",
                        "core/dev/halfwave/core/kernel/X.java has VectorOperators.EXP",
                        "core/dev/halfwave/core/op/X.java has Math.exp(",
                        "nn/dev/halfwave/nn/init/X.java has import static java.lang.Math",
                        "core/dev/halfwave/core/kernel/X.java has Math.fma");
    }

    /// A file of a package of Halfwave, such as `core.op`.
    private static Source source(String packageName, String body) {
        String full = "dev.halfwave." + packageName;
        String path = packageName.split("\\.", -1)[0] + "/" + full.replace('.', '/') + "/X.java";
        return Source.of(path, "package " + full + ";\n" + body);
    }
}
