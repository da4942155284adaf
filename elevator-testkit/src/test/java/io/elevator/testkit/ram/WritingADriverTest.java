package io.elevator.testkit.ram;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the page about writing a driver with the driver that is compiled and tested here. */
class WritingADriverTest {
  private static final Path SOURCES = Path.of("src/test/java/io/elevator/testkit/ram");
  private static final Pattern FILE =
      Pattern.compile("<!-- file: (\\S+) -->\\n```java\\n(.*?)```\\n", Pattern.DOTALL);

  @Test
  void theFilesOfThePageAreThoseThatAreTested() throws IOException {
    Matcher file = FILE.matcher(Files.readString(Path.of("../docs/writing-a-driver.md")));
    int files = 0;
    while (file.find()) {
      files++;
      assertThat(Files.readString(SOURCES.resolve(file.group(1))))
          .as(file.group(1))
          .isEqualTo(file.group(2).replace("org.example.ram", "io.elevator.testkit.ram"));
    }
    assertThat(files).as("files on the page").isEqualTo(2);
  }
}
