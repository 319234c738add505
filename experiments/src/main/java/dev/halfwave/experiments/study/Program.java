package dev.halfwave.experiments.study;

/// What starts the command line, for messages and for the commands that they tell to give: `halfwave`. A program of one's
/// own with another name says so by the system property `halfwave.program`:
///
/// ```
/// java -Dhalfwave.program="java -jar blur.jar" -jar blur.jar run blur
/// ```
public final class Program {

    private static final String PROPERTY = "halfwave.program";

    private Program() {}

    /// Such as `halfwave`, or `java -jar blur.jar`.
    public static String name() {
        return System.getProperty(PROPERTY, "halfwave");
    }

    /// What is to be typed for a command: `halfwave list`.
    ///
    /// @param arguments such as `list`
    public static String command(String arguments) {
        return name() + " " + arguments;
    }
}
