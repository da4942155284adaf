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
import org.HdrHistogram.Histogram;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An extension that throws while the heap is full harms no other I/O, though the JVM has never run
 * the handler before and needs memory for what it links there. Each case has a JVM of its own, as a
 * JVM links once.
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
      // The line that the guard of the sink writes may come before.
      assertThat(output.strip()).endsWith(FullHeap.GOOD);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Returns the places of the classes that the program needs, whatever made them modules. */
  private static String classPath() {
    return Stream.of(FullHeap.class, CoreBio.class, Bio.class, Histogram.class, Assertions.class)
        .map(FullHeapTest::place)
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String place(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    String found = List.of(type.getResource("/" + name).toString().split("!", 2)).getFirst();
    String file = found.startsWith("jar:") ? found.substring(4) : found.replace(name, "");
    return Path.of(URI.create(file)).toString();
  }
}
