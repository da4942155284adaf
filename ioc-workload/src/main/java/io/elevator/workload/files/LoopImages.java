package io.elevator.workload.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Search whether a file is the image of a loop device. Overwriting such a file destroys the file
 * system in it, which may be mounted. Immutable; each call reads the kernel's folder anew.
 */
final class LoopImages {
  private final Path blockDevices;

  /**
   * Creates a search for images of loop devices.
   *
   * @param blockDevices the kernel's folder of block devices, {@code /sys/block}
   */
  LoopImages(Path blockDevices) {
    this.blockDevices = blockDevices;
  }

  /**
   * Returns the loop device whose image a file is, such as {@code /dev/loop0}, or null if the file
   * is no image or the system has no such folder.
   */
  @Nullable String deviceOf(Path file) throws IOException {
    try (DirectoryStream<Path> loops = Files.newDirectoryStream(blockDevices, "loop*")) {
      for (Path loop : loops) {
        Path image = imageOf(loop);
        if (image != null && Files.isRegularFile(image) && Files.isSameFile(image, file)) {
          return "/dev/" + loop.getFileName();
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // The folder is missing on a system other than Linux, and in some containers.
      return null;
    }
    return null;
  }

  private static @Nullable Path imageOf(Path loop) throws IOException {
    try {
      String text = Files.readString(loop.resolve("loop/backing_file"), StandardCharsets.UTF_8);
      return Path.of(text.strip());
    } catch (NoSuchFileException e) {
      // This loop device has no image.
      return null;
    }
  }
}
