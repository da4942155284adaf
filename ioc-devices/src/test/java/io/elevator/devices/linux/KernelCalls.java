package io.elevator.devices.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** System calls that only the tests need. */
public final class KernelCalls {
  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

  private KernelCalls() {}

  /**
   * Removes the pages of a file from the page cache. The data of the file must have been forced to
   * the device before.
   */
  public static void dropCache(Path path) throws IOException {
    final int dontNeed = 4;
    try (NativeFile file = NativeFile.open(path, true, false);
        Arena arena = Arena.ofConfined()) {
      long answer =
          Libc.syscall(
              arena.allocate(Libc.ERROR), ARM ? 223 : 221, file.fd(), 0, 0, dontNeed, 0, 0);
      if (answer < 0) {
        throw new LinuxException("fadvise of " + path, (int) -answer);
      }
    }
  }

  /**
   * Replaces the descriptor of each ring of this process by a descriptor of another file, so that
   * no system call reaches the ring.
   *
   * @param by path of the other file
   */
  public static void replaceRings(Path by) throws IOException {
    List<Path> descriptors;
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = all.filter(KernelCalls::isRing).toList();
    }
    try (NativeFile file = NativeFile.open(by, true, false);
        Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libc.ERROR);
      for (Path each : descriptors) {
        int fd = Integer.parseInt(each.getFileName().toString());
        Libc.syscall(error, ARM ? 24 : 292, file.fd(), fd, 0, 0, 0, 0);
      }
    }
  }

  private static boolean isRing(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("[io_uring]");
    } catch (IOException e) {
      // This entry is the descriptor of the directory listing itself, which is closed already.
      return false;
    }
  }
}
