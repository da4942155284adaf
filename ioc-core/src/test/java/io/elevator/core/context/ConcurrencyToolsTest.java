package io.elevator.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.core.queue.state.PendingBiosStress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.JCStressTest;

/**
 * Runs JCStress over {@link ContextStress} and {@link PendingBiosStress}, and Lincheck over {@link
 * ContextModels}, each in a separate virtual machine, because both tools need it for themselves.
 * Short by default; {@code docs/synchronization.md} has the long forms.
 */
class ConcurrencyToolsTest {
  @TempDir private Path folder;

  /** One run for both, as JCStress first tries the options of the JVM for about 10 s. */
  @Test
  void jcstressFindsNoForbiddenOutcome() throws Exception {
    List<Class<?>> all = List.of(ContextStress.class, PendingBiosStress.class);
    List<String> command = new ArrayList<>(List.of("org.openjdk.jcstress.Main"));
    String names = ContextStress.class.getName() + "|" + PendingBiosStress.class.getName();
    command.addAll(List.of("-t", names, "-r", folder.toString()));
    String options =
        System.getProperty("jcstress.options", "-v -m sanity -sc false -f 1 -iters 4 -time 100");
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-jvmArgs", "-Xmx256m"));
    String output = OwnVm.run(folder, List.of(), command);

    assertThat(output).contains("Failed tests: No matches", "Error tests: No matches");
    for (Class<?> tests : all) {
      for (Class<?> test : tests.getDeclaredClasses()) {
        if (test.isAnnotationPresent(JCStressTest.class)) {
          assertThat(output).contains("[OK] " + test.getName().replace('$', '.'));
        }
      }
    }
  }

  @Test
  void lincheckFindsEveryResultInSomeSequentialOrder() throws Exception {
    String iterations = Integer.toString(Integer.getInteger("lincheck.iterations", 4));
    String invocations = Integer.toString(Integer.getInteger("lincheck.invocations", 60));
    String output =
        OwnVm.run(
            folder,
            // Lincheck loads an agent into its own virtual machine. A short run spends most of its
            // time compiling.
            List.of("-ea", "-XX:+EnableDynamicAgentLoading", "-XX:TieredStopAtLevel=1"),
            List.of(ContextModels.class.getName(), iterations, invocations));

    assertThat(output)
        .contains("linearizable: References", "linearizable: Icqs", "linearizable: Sharing");
  }
}
