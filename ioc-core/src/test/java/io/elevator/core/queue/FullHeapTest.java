package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.core.request.CoreBio;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An extension that throws while the heap is full affects no other bio, even though the JVM has
 * never run the exception handler before and needs memory to link it. Each case runs in its own
 * JVM, because a JVM links a handler only once.
 */
class FullHeapTest {
  @ParameterizedTest
  @ValueSource(ints = {FullHeap.DISPATCH, FullHeap.COMPLETED, FullHeap.DRIVER, FullHeap.CALLBACK})
  @Timeout(120)
  void firstFailureOfAnExtensionWithAFullHeapLosesNoBio(int extension)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                FullHeap.class.getName(),
                Integer.toString(extension))
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      // A line written by the guard of the error sink may come before it.
      assertThat(output.strip()).endsWith(FullHeap.GOOD);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Returns a class path with the folders or archives of the classes that the program needs,
   * whether this JVM loaded them from the class path or as modules.
   */
  private static String classPath() {
    return Stream.of(FullHeap.class, CoreBio.class, Bio.class, Assertions.class)
        .map(FullHeapTest::locationOf)
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String locationOf(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    String found = List.of(type.getResource("/" + name).toString().split("!", 2)).getFirst();
    String file = found.startsWith("jar:") ? found.substring(4) : found.replace(name, "");
    return Path.of(URI.create(file)).toString();
  }
}
