package dev.halfwave.nn.train;

import dev.halfwave.core.Backend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/// Short trainings as a program that other JVMs run: prints which path computed, how many threads worked, and what came
/// out; [Outcome] reads it.
public final class TrainingProgram {

    private static final String KERNELS = Backend.class.getPackageName() + ".kernel.";

    private TrainingProgram() {}

    /// `THREADS ROUNDS JOB...` trains one job after the other, and all of them so many times. `THREADS JOB --checkpoint
    /// FILE MILLIS` goes on from the file if it is there, and after every step reports it, writes the file and lingers.
    public static void main(String[] args) throws IOException, JMException {
        System.out.println("backend " + Backend.describe());
        System.out.println("simd " + Backend.isSimd() + " " + Backend.vectorBits());
        int threads = Integer.parseInt(args[0]);
        if (args.length == 5 && args[2].equals("--checkpoint")) {
            TrainingJob job = TrainingJob.valueOf(args[1]);
            job.run(threads, Path.of(args[3]), Integer.parseInt(args[4])).forEach(System.out::println);
            return;
        }
        int rounds = Integer.parseInt(args[1]);
        for (int round = 1; round <= rounds; round++) {
            System.out.println("round " + round + " " + (rounds > 1 ? optimizedKernels() : 0));
            for (int i = 2; i < args.length; i++) {
                TrainingJob.valueOf(args[i]).run(threads).forEach(System.out::println);
            }
        }
    }

    /// How many methods of kernels C2 has compiled so far, which HotSpot calls level 4.
    private static long optimizedKernels() throws JMException {
        Object list = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerCodelist", new Object[0],
                        new String[0]);
        return list.toString().lines().filter(line -> line.matches("\\d+ 4 .*") && line.contains(KERNELS)).count();
    }
}
