package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ioc elevators} names each jar that cannot be used, and the reason. */
class ElevatorsTest {
  @TempDir Path work;

  private Path folder;

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = Files.createDirectory(work.resolve("plugins"));
  }

  private PluginJar plugin(String name) {
    return new PluginJar(name, name).named("plugin." + name);
  }

  private void drop(PluginJar plugin, String jar) throws IOException {
    plugin.write(work, folder.resolve(jar));
  }

  @Test
  void eachUnusableJarIsListedWithItsReasonAndAffectsNoOther() throws Exception {
    drop(plugin("good"), "a-good.jar");
    Files.writeString(folder.resolve("b-broken.jar"), "this is no jar");
    drop(plugin("half"), "whole.jar");
    byte[] whole = Files.readAllBytes(folder.resolve("whole.jar"));
    Files.delete(folder.resolve("whole.jar"));
    Files.write(folder.resolve("c-half.jar"), Arrays.copyOf(whole, whole.length / 2));
    drop(plugin("needy").requires("not.there"), "d-missing.jar");
    drop(plugin("angry").constructorThrows(), "e-throws.jar");
    drop(new PluginJar("twice", "good").named("plugin.twice"), "f-duplicate.jar");
    drop(new PluginJar("illegal", "Not Legal").named("plugin.illegal"), "g-illegal.jar");
    drop(plugin("shy").alias("good"), "h-alias.jar");
    drop(plugin("old").version("1000"), "i-version.jar");
    drop(
        new PluginJar("nosy", "nosy")
            .compiledWith(Path.of(PluginJar.pathOf("ioc-core")))
            .constructor("new io.elevator.core.context.GroupTree();"),
        "j-internals.jar");
    drop(plugin("last"), "z-last.jar");

    var outcome = new IocProcess(work).run("elevators", "--plugins", folder.toString());

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("good: made by a test", "last: made by a test");
    List<String> lines = outcome.out().lines().toList();
    List<String> problems = lines.subList(lines.indexOf("could not be used:") + 1, lines.size());
    assertThat(problems).hasSize(9);
    assertProblem(problems.get(0), "b-broken.jar", "b-broken.jar");
    assertProblem(problems.get(1), "c-half.jar", "c-half.jar");
    assertProblem(problems.get(2), "d-missing.jar", "not.there");
    assertProblem(problems.get(3), "e-throws.jar", "thrown on purpose");
    assertProblem(problems.get(4), "f-duplicate.jar", "'good' is taken by good from");
    assertProblem(problems.get(5), "g-illegal.jar", "'Not Legal' is not a legal name");
    assertProblem(problems.get(6), "h-alias.jar", "'good' is taken by good from");
    assertProblem(problems.get(7), "i-version.jar", "compiled against version 1.0 of the SPI");
    assertProblem(problems.get(8), "j-internals.jar", "io.elevator.core.context");
  }

  private void assertProblem(String line, String jar, String reason) {
    String source = "  " + folder.resolve(jar) + ": ";
    assertThat(line).startsWith(source);
    assertThat(line.substring(source.length())).as("reason for %s", jar).contains(reason);
  }
}
