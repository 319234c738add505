package com.example;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Relu;
import dev.halfwave.heartrate.HeartRateStream;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.MeanAbsoluteErrorLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Trainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a heart rate from a recording of the wrist, as a program would that reads a sensor.
///
/// `HeartRate RECORDING.csv MODEL.safetensors` prints a line every 2 s. Each line of the recording is a sample, 32 of them a
/// second: `ppg,x,y,z`, under one line of heading. The model is one that `Sequential.save` wrote, such as the heart-rate
/// network with weights.
///
/// Without arguments the example makes both itself, from pulses that are simpler than real ones, and checks what it
/// reads.
public final class HeartRate {

    private static final double HEART_BPM = 78;
    private static final double STEPS_PER_MINUTE = 110;

    private HeartRate() {}

    public static void main(String[] args) throws IOException {
        if (args.length == 2) {
            read(Path.of(args[0]), Path.of(args[1]));
            return;
        }
        Path folder = Files.createTempDirectory("heart-rate");
        Path recording = folder.resolve("recording.csv");
        Path model = folder.resolve("model.safetensors");
        try {
            writeRecording(recording, 90);
            smallModel().save(model);
            List<Double> bpm = read(recording, model);
            require(bpm.size() == (90 - 8) / 2 + 1, "90 s should give a heart rate after 8 s and then every 2 s");
            for (double each : bpm.subList(15, bpm.size())) {
                require(Math.abs(each - HEART_BPM) < 8, "the heart beats " + HEART_BPM + " times a minute, not " + each);
            }
        } finally {
            Files.deleteIfExists(recording);
            Files.deleteIfExists(model);
            Files.delete(folder);
        }
    }

    /// Prints and returns the heart rates of a recording.
    private static List<Double> read(Path recording, Path model) throws IOException {
        HeartRateStream stream = HeartRateStream.of(Sequential.load(model));
        List<Double> bpm = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(recording)) {
            lines.readLine(); // the heading
            int samples = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                boolean isNew = stream.add(
                        Double.parseDouble(cells[0]),
                        Double.parseDouble(cells[1]),
                        Double.parseDouble(cells[2]),
                        Double.parseDouble(cells[3]));
                samples++;
                if (isNew) {
                    System.out.printf("%4d s  %5.1f beats per minute%n", samples / 32, stream.bpm());
                    bpm.add(stream.bpm());
                }
            }
        }
        return bpm;
    }

    /// A walk: in the pulse wave is also what the arm's swing does to the sensor, which is twice as large.
    private static void writeRecording(Path file, int seconds) throws IOException {
        List<String> lines = new ArrayList<>(List.of("ppg,x,y,z"));
        for (int t = 0; t < 32 * seconds; t++) {
            double step = STEPS_PER_MINUTE / 60 * t / 32;
            double x = 0.2 * wave(step) + 0.1 * wave(2 * step + 0.3);
            double later = 0.2 * wave(step - 0.2) + 0.1 * wave(2 * step - 0.1); // how the motion gets into the sensor
            double pulse = pulse(HEART_BPM / 60 * t / 32, 20);
            lines.add(pulse + 250 * later + "," + x + "," + 0.3 * wave(step + 0.1) + "," + (1 + 0.5 * x));
        }
        Files.write(file, lines);
    }

    /// A model that has learned to read clean pulses, in a few seconds: how much there is of each frequency, and from that
    /// the heart rate.
    private static Sequential smallModel() {
        Sequential model = Sequential.of(
                Conv1d.of(1, 32, 65).withStride(4).withActivation(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                LayerNorm.of(32),
                Linear.of(32, 32),
                Activation.of(new Relu()),
                Linear.of(32, 1))
                .initialize(1);
        int windows = 600;
        Tensor inputs = Tensor.zeros(Shape.of(windows, 1, 256));
        Tensor bpm = Tensor.zeros(Shape.of(windows, 1));
        for (int n = 0; n < windows; n++) {
            bpm.set(n, 50 + 100f * n / windows);
            for (int t = 0; t < 256; t++) {
                inputs.set(256 * n + t, (float) pulse(bpm.get(n) / 60 * t / 32 + 0.37 * n, 15 + n % 20));
            }
        }
        Trainer.of(model, new MeanAbsoluteErrorLoss(), Adam.of(3e-3)).withEpochs(60).fit(new Dataset(inputs, bpm));
        return model;
    }

    /// A fast rise and a slow fall.
    private static double pulse(double beats, double height) {
        return height * (wave(beats) + 0.5 * wave(2 * beats + 0.2));
    }

    private static double wave(double turns) {
        return StrictMath.cos(2 * Math.PI * turns);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
