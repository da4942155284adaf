package io.elevator.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The feature loop devices: block special files on regular files. Root can create them if the
 * kernel has the driver. This class also has methods that use loop devices.
 */
public final class LoopDevices implements KernelFeature {
  /** Creates the feature. Public because {@link Requires} creates it by its class. */
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
   * Attaches a loop device to a file and returns the path of the device.
   *
   * @throws IOException if the system refuses, or has no {@code losetup}
   */
  public static Path attach(Path file) throws IOException, InterruptedException {
    return Path.of(
        run("losetup", "--find", "--show", "--partscan", file.toAbsolutePath().toString()));
  }

  /** Detaches a loop device. */
  public static void detach(Path device) throws IOException, InterruptedException {
    run("losetup", "--detach", device.toString());
  }

  /** Creates a file system on a device and mounts it on a folder. */
  public static void mount(Path device, Path folder) throws IOException, InterruptedException {
    run("mkfs.ext4", "-q", "-F", device.toString());
    run("mount", device.toString(), folder.toString());
  }

  /** Unmounts the file system that is mounted on a folder. */
  public static void unmount(Path folder) throws IOException, InterruptedException {
    run("umount", folder.toString());
  }

  /**
   * Runs a command to its end and returns its output.
   *
   * @throws IOException if the command is missing or fails; the message has the command's output
   */
  public static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }
}
