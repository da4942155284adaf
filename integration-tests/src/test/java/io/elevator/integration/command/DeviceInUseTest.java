package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.LoopDevices;
import io.elevator.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that writes to block devices refuses a device with a mounted file system. */
@Requires(kernel = LoopDevices.class, tools = "mkfs.ext4")
class DeviceInUseTest {
  private static final int FAILED = 1;

  @TempDir Path folder;
  private IocProcess ioc;
  private Path device;
  private Path mountPoint;

  @BeforeEach
  void mount() throws Exception {
    ioc = new IocProcess(folder);
    Files.writeString(folder.resolve("write.fio"), "[w]\nfilename=${DEVICE}\nrw=write\nsize=64k\n");
    Files.writeString(folder.resolve("read.fio"), "[r]\nfilename=${DEVICE}\nrw=read\nsize=64k\n");
    mountPoint = Files.createDirectory(folder.resolve("mounted"));
    device = LoopDevices.attach(Files.write(folder.resolve("image"), new byte[8 << 20]));
    LoopDevices.mount(device, mountPoint);
  }

  @AfterEach
  void unmount() throws Exception {
    LoopDevices.unmount(mountPoint);
    LoopDevices.detach(device);
  }

  private IocProcess.Outcome run(String... args) throws Exception {
    return ioc.runAfter("export DEVICE=" + device, args);
  }

  private void assertRefused(IocProcess.Outcome outcome) {
    assertThat(outcome.err())
        .singleElement()
        .asString()
        .startsWith("ioc: ")
        .contains(device + ": writing is refused", "mounted at " + mountPoint)
        .contains("allow_mounted_write=1");
    assertThat(outcome.status()).isEqualTo(FAILED);
  }

  @Test
  void everyCommandAndDriverRefusesToWriteToADeviceInUse() throws Exception {
    byte[] before = Files.readAllBytes(folder.resolve("image"));
    Files.writeString(folder.resolve("t.csv"), "128166372003061629,host,0,Write,0,4096,100\n");

    for (String driver : List.of("file", "uring")) {
      assertRefused(run("run", "--driver", driver, "write.fio"));
      assertRefused(run("compare", "--driver", driver, "--elevators", "none", "write.fio"));
      assertRefused(run("replay", "--driver", driver, "--filename", device.toString(), "t.csv"));
    }
    assertThat(Files.readAllBytes(folder.resolve("image"))).isEqualTo(before);
  }

  @Test
  void readingADeviceInUseIsAllowedAndWritingNeedsTheOption() throws Exception {
    IocProcess.Outcome read = run("run", "read.fio");
    assertThat(read.err()).isEmpty();
    assertThat(read.status()).isZero();

    IocProcess.Outcome written = run("run", "--allow_mounted_write=1", "--unlink=1", "write.fio");
    assertThat(written.err()).isEmpty();
    assertThat(written.status()).isZero();
    assertThat(device).as("the node, in spite of unlink=1").exists();
  }
}
