package io.elevator.files.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskNamesTest {
  @TempDir Path folder;

  @Test
  void entriesKeepTheirOrderAndLoseBlanks() {
    assertThat(DiskNames.parse("test", " /data1=fast, /data2/../data3 = fast ,/a=b=log-1.x_y"))
        .isEqualTo(
            new DiskNames(
                java.util.List.of(
                    new DiskNames.Entry(Path.of("/data1"), "fast"),
                    new DiskNames.Entry(Path.of("/data3"), "fast"),
                    new DiskNames.Entry(Path.of("/a=b"), "log-1.x_y"))));
    assertThat(DiskNames.parse("test", " ")).isEqualTo(DiskNames.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a=x,         | a file:3: entry 2, '': expected FOLDER=NAME, such as /data1=fast",
        "/a            | a file:3: entry 1, '/a': expected FOLDER=NAME, such as /data1=fast",
        "/a=           | a file:3: entry 1, '/a=': expected FOLDER=NAME, such as /data1=fast",
        "=x            | a file:3: entry 1, '=x': expected FOLDER=NAME, such as /data1=fast",
        "/a=x,b=y      | a file:3: entry 2, 'b=y': the folder 'b' is relative; expected an absolute path",
        "/a=x/y        | a file:3: entry 1, '/a=x/y': 'x/y' is not a name; expected letters, digits, '.', '_' and '-'",
        "/a=-x         | a file:3: entry 1, '/a=-x': '-x' is not a name; expected letters, digits, '.', '_' and '-'",
        "/a=x,/b=y,/a/=z | a file:3: entry 3, '/a/=z': the folder /a has a name already; expected one entry",
      })
  void anErrorNamesPlaceEntryAndExpectedForm(String value, String message) {
    assertThatThrownBy(() -> DiskNames.parse("a file:3", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aPathThatCannotExistIsRefused() {
    assertThatThrownBy(() -> DiskNames.parse("a file:3", "/a\0=x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a file:3: entry 1, '/a\0=x': not a path: ");
  }

  @Test
  void aPropertiesFileIsReadAsPropertiesAre() throws IOException {
    Path file = folder.resolve("ioc.properties");
    Files.writeString(file, "# disks\nother = 1\nioc.disks: /data1=fast,\\\n   /dätä2=fast\n");

    assertThat(DiskNames.read(file)).isEqualTo(DiskNames.parse("test", "/data1=fast,/dätä2=fast"));
    Files.writeString(file, "ioc.disks.other=/a=b\n");
    assertThat(DiskNames.read(file)).isEqualTo(DiskNames.NONE);
  }

  @Test
  void anErrorInAPropertiesFileNamesFileAndLine() throws IOException {
    Path file = folder.resolve("ioc.properties");
    Files.writeString(file, "ioc.disks=/a=b\n#ioc.disks=c\n\n  ioc.disks /a=\nioc.disksX=/z\n");

    assertThatThrownBy(() -> DiskNames.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            file + ":4: ioc.disks: entry 1, '/a=': expected FOLDER=NAME, such as /data1=fast");
    Files.writeString(file, "a=\\u12\n");
    assertThatThrownBy(() -> DiskNames.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": not a properties file: ");
    assertThatThrownBy(() -> DiskNames.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theSystemPropertyIsRead() {
    String old = System.getProperty(DiskNames.PROPERTY);
    try {
      System.setProperty(DiskNames.PROPERTY, "/data=fast");
      assertThat(DiskFinder.system().names()).isEqualTo(DiskNames.parse("test", "/data=fast"));
      System.setProperty(DiskNames.PROPERTY, "data");
      assertThatThrownBy(DiskFinder::system)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("system property ioc.disks: entry 1, 'data': ");
    } finally {
      if (old == null) {
        System.clearProperty(DiskNames.PROPERTY);
      } else {
        System.setProperty(DiskNames.PROPERTY, old);
      }
    }
  }
}
