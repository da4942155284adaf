package io.elevator.integration.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of the page on statistics do what the page claims. */
class StatisticsPageTest {
  @TempDir Path work;

  private Samples samples() throws IOException {
    return new Samples("docs/statistics.md", work);
  }

  @Test
  void sampleListenerFindsTheSlowRequests() throws Exception {
    Path classes = samples().compile("SlowRequests");
    assertThat(Samples.run(classes, "SlowRequests"))
        .contains("100 requests, 3 of them slower than 8 ms\n")
        .contains("READ of 4096 bytes at 14848000 by reader: 9 ms\n");
  }

  /**
   * Runs the page's commands about flight recordings on a program that serves 100 requests
   * meanwhile.
   */
  @Test
  void eachEventIsRecordedOnce() throws Exception {
    Matcher block =
        Pattern.compile("<!-- run by the tests -->\\n```\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Samples.root().resolve("docs/statistics.md")));
    assertThat(block.find()).isTrue();
    List<String> lines = block.group(1).lines().toList();
    Path source = Files.writeString(work.resolve("Serving.java"), SERVING);
    Process serving =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Samples.path(Samples.libraries()),
                source.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      var to = serving.outputWriter();
      var from = serving.inputReader();
      assertThat(from.readLine()).isEqualTo("ready");
      run(serving, lines.stream().filter(line -> line.contains("JFR.start")).toList());
      to.write("100\n");
      to.flush();
      String line = from.readLine();
      while (line != null && !line.equals("served 100")) {
        line = from.readLine();
      }
      assertThat(line).isEqualTo("served 100");
      String said =
          run(serving, lines.stream().filter(each -> !each.contains("JFR.start")).toList());
      assertThat(said)
          .containsPattern("io.elevator.Request +100 ")
          .contains("io.elevator.Request {");
      to.close();
      assertThat(serving.waitFor()).isZero();
    } finally {
      serving.destroy();
    }
    for (String file : List.of("io.jfr", "stages.jfr")) {
      List<String> names =
          RecordingFile.readAllEvents(work.resolve(file)).stream()
              .map(event -> event.getEventType().getName())
              .toList();
      assertThat(Collections.frequency(names, "io.elevator.Request")).as(file).isEqualTo(100);
      assertThat(Collections.frequency(names, "io.elevator.Issued")).as(file).isEqualTo(100);
    }
    try (var files = Files.list(work)) {
      assertThat(files.filter(each -> each.toString().endsWith(".jfr"))).hasSize(2);
    }
  }

  /**
   * Source of a program that serves requests and ends normally when its input is closed, so that
   * its recordings are closed too.
   */
  private static final String SERVING =
      """
      import io.elevator.api.*;
      import io.elevator.core.BlockLayers;
      import java.lang.foreign.Arena;
      import java.util.Scanner;

      public class Serving {
        public static void main(String[] args) {
          try (BlockLayer layer = BlockLayers.builder().build();
              Arena arena = Arena.ofShared();
              RequestQueue queue =
                  layer.open(QueueConfig.onDriver("null").withElevator("none"));
              Task task = layer.tasks().newTask(TaskSpec.named("reader"))) {
            System.out.println("ready");
            Scanner in = new Scanner(System.in);
            while (in.hasNextInt()) {
              int count = in.nextInt();
              for (int i = 0; i < count; i++) {
                queue.submitAndWait(
                    layer.newBio().task(task).read(4096L * i, arena.allocate(4096, 4096)));
              }
              System.out.println("served " + count);
            }
          }
        }
      }
      """;

  private String run(Process serving, List<String> lines) throws Exception {
    return Samples.shell(
        work, String.join("\n", lines).replaceAll("\\bPID\\b", Long.toString(serving.pid())));
  }

  @Test
  void everySampleIsTested() throws IOException {
    assertThat(samples().names()).containsExactly("SlowRequests");
  }
}
