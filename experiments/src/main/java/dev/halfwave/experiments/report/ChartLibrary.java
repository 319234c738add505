package dev.halfwave.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// Apache ECharts, as its WebJar has it.
final class ChartLibrary {

    private ChartLibrary() {}

    /// The minified script with its licence.
    ///
    /// @throws IllegalStateException if the WebJar is neither on the module path nor on the class path
    static String script() {
        Properties coordinates = new Properties();
        try (InputStream in = open("META-INF/maven/org.webjars/echarts/pom.properties")) {
            coordinates.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = coordinates.getProperty("version");
        try (InputStream in = open("META-INF/resources/webjars/echarts/" + version + "/echarts.min.js")) {
            // Inside a script element nothing else could end it.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("</script", "<\\/script");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        // The class loader's own look-up finds META-INF in all modules; a Class's looks into its module only.
        ClassLoader loader = ChartLibrary.class.getClassLoader();
        InputStream in = loader.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("ChartLibrary: found no " + name
                    + "; the report needs org.webjars:echarts on the module path or class path");
        }
        return in;
    }
}
