package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs JCStress over {@link ContextStress} and Lincheck over {@link ContextModels}, each in a
 * virtual machine of its own, as both want it to themselves. Short by default; {@code
 * docs/synchronization.md} has the long forms.
 */
class ConcurrencyToolsTest {
  @TempDir private Path folder;

  @Test
  void jcstressFindsNoForbiddenOutcome() throws Exception {
    List<String> command = new ArrayList<>(List.of("org.openjdk.jcstress.Main"));
    command.addAll(List.of("-t", ContextStress.class.getName(), "-r", folder.toString()));
    String options =
        System.getProperty("jcstress.options", "-v -m quick -sc false -f 1 -iters 2 -time 100");
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-jvmArgs", "-Xmx256m"));
    String output = run(List.of(), command);

    assertThat(output).contains("Failed tests: No matches", "Error tests: No matches");
    for (Class<?> test : ContextStress.class.getDeclaredClasses()) {
      if (test != ContextStress.Scene.class) {
        assertThat(output).contains("[OK] " + test.getName().replace('$', '.'));
      }
    }
  }

  @Test
  void lincheckFindsEveryResultInSomeOrder() throws Exception {
    String iterations = Integer.toString(Integer.getInteger("lincheck.iterations", 4));
    String invocations = Integer.toString(Integer.getInteger("lincheck.invocations", 60));
    String output =
        run(
            // It loads an agent into itself; most of a short run is spent compiling.
            List.of("-ea", "-XX:+EnableDynamicAgentLoading", "-XX:TieredStopAtLevel=1"),
            List.of(ContextModels.class.getName(), iterations, invocations));

    assertThat(output)
        .contains("linearizable: References", "linearizable: Icqs", "linearizable: Sharing");
  }

  private String run(List<String> flags, List<String> mainAndArguments)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath()));
    command.addAll(mainAndArguments);
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  /** Everything that this virtual machine has on its class path or module path, tests first. */
  private static String classPath() throws URISyntaxException {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> one : new Class<?>[] {ContextStress.class, CoreContext.class}) {
      String name = '/' + one.getName().replace('.', '/') + ".class";
      String location = one.getResource(name).toURI().toString();
      entries.add(Path.of(URI.create(location.replace(name, "/"))).toString());
    }
    for (String property : new String[] {"java.class.path", "jdk.module.path"}) {
      String path = System.getProperty(property, "");
      entries.addAll(List.of(path.split(File.pathSeparator)));
    }
    entries.remove("");
    return String.join(File.pathSeparator, entries);
  }
}
