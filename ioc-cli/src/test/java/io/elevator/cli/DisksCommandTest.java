package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.files.DiskSetting;
import io.elevator.files.finder.DeviceAttributes;
import io.elevator.files.finder.DiskKind;
import io.elevator.files.finder.DiskWarning;
import io.elevator.files.finder.FoundDisk;
import io.elevator.report.page.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DisksCommandTest {
  private static final FoundDisk NAMED =
      new FoundDisk(
          "name:fast",
          "disk:sda",
          DiskKind.DISK,
          "sda (Samsung SSD\n870)",
          List.of("sda"),
          new DeviceAttributes(
              Optional.of(false),
              OptionalLong.of(64),
              OptionalLong.of(512),
              OptionalLong.of(4096),
              OptionalLong.of(0),
              Optional.of("write back"),
              Optional.of("bfq"),
              OptionalLong.of(1000)),
          List.of("one", "two"),
          List.of(new DiskWarning(DiskWarning.Code.KERNEL_SCHEDULER, "it is bfq")));

  private static final List<DiskSetting> SETTINGS =
      List.of(
          new DiskSetting("driver", "file", "default: uring is not available"),
          new DiskSetting("elevator", "", "the builder of Disks"));

  @TempDir Path folder;

  @Test
  void theTextHasAllThatIsKnown() {
    DiskReport report = new DiskReport();
    report.add(Path.of("/data"), NAMED, SETTINGS);

    assertThat(report.text())
        .isEqualTo(
            """
            /data: name:fast
              disk              sda (Samsung SSD\\x0a870)
              kind              disk
              detected as       disk:sda
              whole disks       sda
              queue             yes
              rotational        no
              size              1000 bytes
              logical block     512 bytes
              physical block    4096 bytes
              optimal I/O       0 bytes
              write cache       write back
              kernel scheduler  bfq
              kernel requests   64
              opened by default with
                driver          file (default: uring is not available)
                elevator        none (the builder of Disks)
              found by
                1. one
                2. two
              warning: it is bfq
            """);
  }

  @Test
  void attributesThatAreNotKnownAreLeftOut() {
    DiskReport report = new DiskReport();
    FoundDisk memory =
        new FoundDisk(
            "memory:tmpfs",
            "memory:tmpfs",
            DiskKind.MEMORY,
            "tmpfs",
            List.of(),
            DeviceAttributes.UNKNOWN,
            List.of("one"),
            List.of());
    report.add(Path.of("/tmp"), memory, List.of());
    report.add(Path.of("/run"), memory, List.of());

    assertThat(report.text())
        .isEqualTo(
            """
            /tmp: memory:tmpfs
              disk              tmpfs
              kind              memory
              whole disks       not known
              queue             none is needed
              found by
                1. one

            /run: memory:tmpfs
              disk              tmpfs
              kind              memory
              whole disks       not known
              queue             none is needed
              found by
                1. one
            """);
    assertThat(report.tree().at("/disks/0/attributes").isEmpty()).isTrue();
    assertThat(report.tree().at("/disks/0/needs_queue").booleanValue()).isFalse();
  }

  @Test
  void theJsonHasTheSameAsTheText() {
    DiskReport report = new DiskReport();
    report.add(Path.of("/data"), NAMED, SETTINGS);

    assertThat(JsonMapper.shared().readTree(Page.json(report.tree())))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"disks": [{
                      "path": "/data", "key": "name:fast", "detected_key": "disk:sda",
                      "kind": "disk", "name": "sda (Samsung SSD\\n870)", "whole_disks": ["sda"],
                      "needs_queue": true,
                      "attributes": {"rotational": false, "size_bytes": 1000,
                        "logical_block_bytes": 512, "physical_block_bytes": 4096,
                        "optimal_io_bytes": 0, "write_cache": "write back",
                        "kernel_scheduler": "bfq", "kernel_requests": 64},
                      "settings": [
                        {"name": "driver", "value": "file",
                          "origin": "default: uring is not available"},
                        {"name": "elevator", "value": "", "origin": "the builder of Disks"}],
                      "steps": ["one", "two"],
                      "warnings": [{"code": "kernel_scheduler", "text": "it is bfq"}]}]}
                    """));
  }

  @Test
  void eachPathIsShownAndNeedNotExist() {
    String missing = folder.resolve("not/yet").toString();

    CommandRun run = CommandRun.of("disks", folder.toString(), missing);

    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith(folder + ": ").contains("\n" + missing + ": ");
    assertThat(run.out()).contains("does not exist; ");
  }

  @Test
  void namesOfAPropertiesFileAreUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("p"), "ioc.disks=" + folder + "=fast\n");

    CommandRun run =
        CommandRun.of(
            "disks", "--properties", file.toString(), "--output-format=json", folder.toString());

    JsonNode disk = JsonMapper.shared().readTree(run.out()).at("/disks/0");
    assertThat(disk.at("/key").stringValue()).isEqualTo("name:fast");
    assertThat(disk.at("/detected_key").stringValue()).isNotEqualTo("name:fast");
  }

  @Test
  void settingsAreShownWithTheirOrigins() throws IOException {
    Path file = Files.writeString(folder.resolve("p"), "ioc.disk.buffers=3m\n");

    String out = CommandRun.of("disks", "--properties", file.toString(), folder.toString()).out();

    assertThat(out)
        .contains("buffers         3m (" + file + ": ioc.disk.buffers)")
        .contains("bounces         16m (default: 16 MiB)")
        .containsPattern("driver +[a-z]+ \\(default: ")
        .containsPattern("elevator +[a-z-]+ \\(default: ");
  }

  @Test
  void mistakesAreReportedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("p"), "\nioc.disks=data\n");
    Path none = folder.resolve("none");

    assertThat(CommandRun.of("disks", "--properties", file.toString(), "/"))
        .isEqualTo(
            new CommandRun(
                ExitStatus.USAGE,
                "",
                "ioc: "
                    + file
                    + ":2: ioc.disks: entry 1, 'data': expected FOLDER=NAME, such as /data1=fast"
                    + System.lineSeparator()));
    assertThat(CommandRun.of("disks", "--properties", none.toString(), "/").err())
        .isEqualTo("ioc: --properties: " + none + ": no such file" + System.lineSeparator());
    assertThat(CommandRun.of("disks", "--properties", folder.toString(), "/").err())
        .startsWith("ioc: --properties: " + folder + " cannot be read: ");
    assertThat(CommandRun.of("disks", "--output-format=terse", "/").err())
        .isEqualTo(
            "ioc: --output-format: 'ioc disks' has the formats normal and json only"
                + System.lineSeparator());
    assertThat(CommandRun.of("disks").status()).isEqualTo(ExitStatus.USAGE);
  }
}
