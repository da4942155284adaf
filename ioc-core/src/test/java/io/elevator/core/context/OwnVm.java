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

/** Runs a test class in a separate virtual machine, with the same class path. */
public final class OwnVm {
  private OwnVm() {}

  /** Runs a class, requires that it ends with status 0, and returns what it printed. */
  public static String run(Path folder, List<String> flags, List<String> mainAndArguments)
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

  /**
   * Returns all entries of this virtual machine's class path and module path, test classes first.
   */
  private static String classPath() throws URISyntaxException {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> one : new Class<?>[] {OwnVm.class, CoreContext.class}) {
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
