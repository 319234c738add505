package dev.halfwave.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What [TrainingProgram] printed, and how it differs from what was expected.
///
/// @param backend the path that computed, and why
/// @param simd whether it was SIMD, and how many bits wide
/// @param rounds the same jobs, one time after the other
record Outcome(String backend, String simd, List<Round> rounds) {

    /// One time.
    ///
    /// @param optimizedKernels how many methods of kernels C2 had compiled before
    /// @param values by job and kind: the hashes, as `PAPER trained`, and losses
    /// @param workers how many threads worked, by job
    /// @param trail a hash of each parameter after each step, by job, step and parameter, in the order of training
    record Round(
            int optimizedKernels,
            Map<String, String> values,
            Map<String, Integer> workers,
            Map<String, String> trail) {

        private Round(int optimizedKernels) {
            this(optimizedKernels, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        private void read(String line) {
            int last = line.lastIndexOf(' ');
            String key = line.substring(0, last);
            String value = line.substring(last + 1);
            if (key.matches("\\S+ step .*")) {
                trail.put(key, value);
            } else if (key.endsWith(" workers")) {
                workers.put(key.substring(0, key.indexOf(' ')), Integer.valueOf(value));
            } else {
                values.put(key, value);
            }
        }
    }

    /// Reads what [TrainingProgram] printed, or what jobs alone gave.
    static Outcome of(List<String> lines) {
        String backend = "";
        String simd = "";
        List<Round> rounds = new ArrayList<>();
        for (String line : lines) {
            String rest = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("backend ")) {
                backend = rest;
            } else if (line.startsWith("simd ")) {
                simd = rest;
            } else if (line.startsWith("round ")) {
                rounds.add(new Round(Integer.parseInt(rest.substring(rest.indexOf(' ') + 1))));
            } else {
                if (rounds.isEmpty()) {
                    rounds.add(new Round(0));
                }
                rounds.getLast().read(line);
            }
        }
        return new Outcome(backend, simd, rounds);
    }

    /// The values of the first round.
    Map<String, String> values() {
        return rounds.getFirst().values;
    }

    /// A report of all differences; empty if there is none.
    ///
    /// @param cell what to call this outcome
    /// @param committed the values of every machine; what it does not have is compared with the base cell
    /// @param base the outcome of the base cell
    String differences(String cell, Map<String, String> committed, Outcome base) {
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            Map<String, String> expected = expected(round, committed, base.values());
            Map<String, List<String>> byJob = new LinkedHashMap<>();
            expected.forEach((key, value) -> {
                String actual = round.values.getOrDefault(key, "nothing");
                if (!actual.equals(value)) {
                    int space = key.indexOf(' ');
                    byJob.computeIfAbsent(key.substring(0, space), job -> new ArrayList<>())
                            .add("  %-10s expected %s%n             but was  %s%n"
                                    .formatted(key.substring(space + 1), value, actual));
                }
            });
            String where = "cell \"" + cell + "\"" + (i == 0 ? "" : ", round " + (i + 1) + " in the same JVM");
            byJob.forEach((job, lines) -> report.append(where).append(", job ").append(job).append(":\n")
                    .append(String.join("", lines))
                    .append("  ").append(whereTheyParted(job, base.rounds.getFirst().trail, round.trail)).append('\n'));
        }
        return report.isEmpty() ? "" : report + "computed by " + backend + '\n';
    }

    /// The committed values of the jobs that ran, and the base cell's where nothing is committed.
    private static Map<String, String> expected(
            Round round, Map<String, String> committed, Map<String, String> base) {
        Map<String, String> expected = new LinkedHashMap<>();
        round.values.keySet().forEach(key -> expected.put(key, base.getOrDefault(key, "nothing")));
        committed.forEach((key, value) -> {
            boolean ran = round.values.keySet().stream().anyMatch(actual -> job(actual).equals(job(key)));
            if (ran) {
                expected.put(key, value);
            }
        });
        return expected;
    }

    /// `ACTIVATIONS` of `ACTIVATIONS.Relu trained`.
    private static String job(String key) {
        return key.split("[ .]", 2)[0];
    }

    private static String whereTheyParted(String label, Map<String, String> base, Map<String, String> trail) {
        for (Map.Entry<String, String> entry : trail.entrySet()) {
            if (entry.getKey().startsWith(label + " ") && !entry.getValue().equals(base.get(entry.getKey()))) {
                String[] words = entry.getKey().split(" ", 4);
                return "differs from the base cell from step " + words[2] + " on, first in " + words[3];
            }
        }
        return "every parameter after every step is as in the base cell: what is expected is out of date, or only the "
                + "prediction differs";
    }
}
