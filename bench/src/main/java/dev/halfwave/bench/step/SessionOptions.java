package dev.halfwave.bench.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;

/// What a session is asked for.
///
/// @param arguments as they were given
/// @param kernels a regular expression of JMH benchmarks, if they are wanted
/// @param parameters values of the kernels' parameters, as JMH takes them: `layer=c1to32,c32to32`
record SessionOptions(
        List<String> arguments,
        boolean help,
        List<Network> networks,
        List<String> peers,
        boolean quick,
        int forks,
        Optional<String> kernels,
        List<String> parameters,
        boolean avx2,
        double warmUp,
        double seconds,
        Path out) {

    private static final String HELP = "session-help.txt"; // bench/run.sh shows it, too

    /// What `--help` prints.
    static String helpText() {
        try (InputStream file = SessionOptions.class.getResourceAsStream(HELP)) {
            return new String(Objects.requireNonNull(file, HELP).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException if an option is not known or cannot be
    static SessionOptions parse(String... arguments) {
        boolean help = false;
        boolean peers = false;
        boolean quick = false;
        boolean avx2 = false;
        int forks = 0;
        Optional<String> kernels = Optional.empty();
        List<String> parameters = new ArrayList<>();
        List<Network> networks = List.of(Network.values());
        Path out = null;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.startsWith("--kernels=")) {
                kernels = Optional.of(option.substring("--kernels=".length()));
                continue;
            }
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--peers" -> peers = true;
                case "--quick" -> quick = true;
                case "--avx2" -> avx2 = true;
                case "--kernels" -> kernels = Optional.of(".*");
                case "-p" -> parameters.add(parameter(value(arguments, ++i)));
                case "--forks" -> forks = positive(value(arguments, ++i));
                case "--networks" -> networks = networks(value(arguments, ++i));
                case "--out" -> out = Path.of(value(arguments, ++i));
                default -> throw new IllegalArgumentException("unknown option " + option + "; see --help");
            }
        }
        if (!parameters.isEmpty() && kernels.isEmpty()) {
            throw new IllegalArgumentException("-p chooses rows of kernels, which only --kernels asks for");
        }
        List<String> found = new ArrayList<>();
        if (peers && !help) {
            ServiceLoader.load(Contestant.class).stream().forEach(provider -> found.add(provider.get().name()));
            if (found.isEmpty()) {
                throw new IllegalArgumentException("--peers needs a build with the profile peers");
            }
        }
        if (out == null) {
            out = Path.of(quick ? "bench/target/results" : "bench/results");
        }
        return new SessionOptions(
                List.of(arguments), help, networks, found, quick, forks > 0 ? forks : quick ? 1 : 5, kernels,
                parameters, avx2,
                quick ? 0.5 : 1.5, quick ? 1 : 3, out);
    }

    /// The arguments as a shell takes them.
    String commandLine() {
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            words.add(argument.matches("[\\w./=,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'");
        }
        return String.join(" ", words);
    }

    /// What distinguishes the names of the files.
    String suffix() {
        return avx2 ? "-avx2" : "";
    }

    private static String value(String[] arguments, int place) {
        if (place >= arguments.length) {
            throw new IllegalArgumentException(arguments[place - 1] + " needs a value; see --help");
        }
        return arguments[place];
    }

    private static String parameter(String value) {
        if (!value.matches("[^=]+=.+")) {
            throw new IllegalArgumentException("-p needs NAME=VALUES, such as layer=c1to32, not " + value);
        }
        return value;
    }

    private static int positive(String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("--forks needs a number from 1 on, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static List<Network> networks(String keys) {
        List<Network> networks = new ArrayList<>();
        for (String key : keys.split(",")) {
            networks.add(Network.of(key));
        }
        return networks;
    }
}
