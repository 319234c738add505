package dev.halfwave.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// JMH's command line with what every measurement here needs: the peak around every iteration ([PeakProfiler]), memory
/// allocated per operation ([AllocationProfiler] and `-prof gc`), and the Vector API's module, whatever
/// `-jvmArgsPrepend` says (JMH takes it in place of what a benchmark asks for).
public final class Main {

    private static final String MODULE = "--add-modules jdk.incubator.vector";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        org.openjdk.jmh.Main.main(complete(arguments));
    }

    static String[] complete(String... arguments) {
        List<String> all = new ArrayList<>();
        for (String argument : arguments) {
            boolean afterPrepend = !all.isEmpty() && all.getLast().equals("-jvmArgsPrepend");
            all.add(afterPrepend ? MODULE + " " + argument : argument);
        }
        if (!all.contains("gc")) {
            all.addAll(List.of("-prof", "gc"));
        }
        for (Class<?> profiler : List.of(AllocationProfiler.class, PeakProfiler.class)) {
            all.addAll(List.of("-prof", profiler.getName()));
        }
        return all.toArray(new String[0]);
    }
}
