package io.elevator.devices.rig;

import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Block special files on regular ones, which root may make where the kernel has them. */
public final class LoopDevices implements KernelFeature {
  /** For {@link Requires}. */
  public LoopDevices() {}

  @Override
  public String title() {
    return "loop devices, for root";
  }

  @Override
  public boolean present() throws IOException, InterruptedException {
    Path file = Files.createTempFile(Path.of(""), "loop", ".probe");
    try {
      Files.write(file, new byte[4096]);
      detach(attach(file));
      return true;
    } catch (IOException refused) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Puts a device on a file.
   *
   * @throws IOException if the system refuses, or has no {@code losetup}
   */
  static Path attach(Path file) throws IOException, InterruptedException {
    return Path.of(losetup("--find", "--show", file.toAbsolutePath().toString()));
  }

  /** Takes a device away again. */
  static void detach(Path device) throws IOException, InterruptedException {
    losetup("--detach", device.toString());
  }

  private static String losetup(String... words) throws IOException, InterruptedException {
    String[] command = new String[words.length + 1];
    command[0] = "losetup";
    System.arraycopy(words, 0, command, 1, words.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException("losetup: " + said);
    }
    return said;
  }
}
