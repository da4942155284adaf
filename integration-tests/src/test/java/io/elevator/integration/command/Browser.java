package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens pages in Chromium. A test that uses this class must declare that it requires Chromium. */
final class Browser {
  private final Path folder;

  /** Creates a browser that keeps its files in {@code folder}. */
  Browser(Path folder) {
    this.folder = folder;
  }

  /** Returns the HTML of a page as it is after all its scripts have run. */
  String dump(String url) throws IOException, InterruptedException {
    Path out = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("browser"),
                "--dump-dom",
                url)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("browser.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(out);
  }

  /** Returns the lines that the last page wrote to its console, including errors. */
  String console() throws IOException {
    return String.join(
        "\n",
        Files.readAllLines(folder.resolve("browser.log")).stream()
            .filter(line -> line.contains("CONSOLE"))
            .toList());
  }
}
