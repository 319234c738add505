package dev.halfwave.bench.step;

import dev.halfwave.nn.io.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// One cell of a session's table: who trains what on how many threads.
///
/// @param system as in [CellMain]
public record Cell(String system, Network network, int threads) {

    /// What one JVM measured for a cell.
    ///
    /// @param milliseconds per step; for independent trainings the time of one training's step over their number
    /// @param steps so many were timed
    /// @param warmUp seconds before
    /// @param busyCores how many cores the process kept busy
    /// @param peak 10⁹ operations per second of that many threads, before and after the steps
    /// @param scaling of independent trainings: their throughput against one alone in the same JVM; NaN of others
    /// @param description of the system
    public record Result(
            Cell cell, Spread milliseconds, int steps, double warmUp, double busyCores, double peak, double scaling,
            String description) {

        /// 10⁹ operations per second at the median time.
        public double gigaflops() {
            return 1e-6 * cell.network().operations() / milliseconds.median();
        }

        /// One line of JSON.
        String toJson() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("system", cell.system());
            values.put("network", cell.network().key());
            values.put("threads", cell.threads());
            values.put("min", milliseconds.min());
            values.put("lowerQuartile", milliseconds.lowerQuartile());
            values.put("median", milliseconds.median());
            values.put("upperQuartile", milliseconds.upperQuartile());
            values.put("max", milliseconds.max());
            values.put("steps", steps);
            values.put("warmUp", warmUp);
            values.put("busyCores", busyCores);
            values.put("peak", peak);
            if (!Double.isNaN(scaling)) {
                values.put("scaling", scaling);
            }
            values.put("description", description);
            return Json.write(values);
        }

        static Result ofJson(String line) {
            if (!(Json.parse(line) instanceof Map<?, ?> values)) {
                throw new IllegalArgumentException("not a result: " + line);
            }
            Cell cell = new Cell(
                    (String) values.get("system"),
                    Network.of((String) values.get("network")),
                    (int) number(values, "threads"));
            Spread milliseconds = new Spread(
                    number(values, "min"), number(values, "lowerQuartile"), number(values, "median"),
                    number(values, "upperQuartile"), number(values, "max"));
            return new Result(
                    cell, milliseconds, (int) number(values, "steps"), number(values, "warmUp"),
                    number(values, "busyCores"), number(values, "peak"),
                    values.containsKey("scaling") ? number(values, "scaling") : Double.NaN,
                    (String) values.get("description"));
        }

        private static double number(Map<?, ?> values, String key) {
            if (!(values.get(key) instanceof Number number)) {
                throw new IllegalArgumentException("a result without the number " + key + ": " + values);
            }
            return number.doubleValue();
        }
    }
}
