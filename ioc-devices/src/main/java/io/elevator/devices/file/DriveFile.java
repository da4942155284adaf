package io.elevator.devices.file;

import io.elevator.devices.linux.NativeFile;
import io.elevator.devices.options.BackingFile;
import io.elevator.devices.options.BackingOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of a file drive: its open options, its size, and whether direct I/O works. Immutable; a
 * channel that this class opens belongs to the caller.
 */
final class DriveFile {
  private final Path path;
  private final @Nullable Object key;
  private final Set<OpenOption> options;
  private final boolean isReadOnly;
  private final int unit;
  private final long bytes;
  private final String directRefusal;

  /**
   * Opens the file once to find out its properties. Creates or extends the file if the options give
   * a size.
   *
   * @param wanted options of the drive
   * @param blockSize logical block, in bytes
   * @throws IOException if the file cannot be used; the message names the file
   */
  DriveFile(BackingOptions wanted, int blockSize) throws IOException {
    path = wanted.path();
    isReadOnly = wanted.isReadOnly();
    BackingFile.prepare(wanted);
    Set<OpenOption> buffered = new HashSet<>();
    buffered.add(StandardOpenOption.READ);
    if (!isReadOnly) {
      buffered.add(StandardOpenOption.WRITE);
    }
    long size;
    try (FileChannel channel = FileChannel.open(path, buffered)) {
      size = channel.size();
    }
    key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    Set<OpenOption> direct = new HashSet<>(buffered);
    int alignment = 1;
    String refusal = "";
    if (wanted.wantsDirect()) {
      try {
        direct.add(directOption());
        alignment = Math.toIntExact(Math.max(512, Files.getFileStore(path).getBlockSize()));
        probe(path, direct, alignment);
      } catch (IOException | UnsupportedOperationException | ArithmeticException e) {
        alignment = 1;
        refusal = String.valueOf(e.getMessage());
      }
    }
    directRefusal = refusal;
    unit = alignment;
    options = Set.copyOf(unit > 1 ? direct : buffered);
    // Only whole units are used: a direct write transfers whole units, so a write to a partial unit
    // at the end would extend the file.
    bytes = BackingFile.usable(wanted, size, Math.max(unit, blockSize));
  }

  /**
   * Returns the JDK's option for direct I/O. Its class is looked up by name, because naming the
   * class in the source causes a warning of javac that cannot be suppressed.
   */
  static OpenOption directOption() {
    try {
      Class<?> type = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      for (Object option : type.getEnumConstants()) {
        if (option instanceof OpenOption open && option.toString().equals("DIRECT")) {
          return open;
        }
      }
    } catch (ClassNotFoundException e) {
      throw new UnsupportedOperationException("this JDK lacks module jdk.unsupported", e);
    }
    throw new UnsupportedOperationException("this JDK has no option for direct I/O");
  }

  /**
   * Opens the file for direct I/O and reads once. Opening alone is no test, because some file
   * systems refuse direct I/O only at the read.
   *
   * @throws IOException if the file system refuses direct I/O
   */
  private static void probe(Path path, Set<OpenOption> direct, int alignment) throws IOException {
    try (FileChannel channel = FileChannel.open(path, direct);
        Arena arena = Arena.ofShared()) {
      channel.read(arena.allocate(alignment, alignment).asByteBuffer(), 0);
    }
  }

  /**
   * Opens a channel for the exclusive use of one thread.
   *
   * @throws IOException if the file cannot be opened, or the path leads to another file by now
   */
  FileChannel open() throws IOException {
    return open(path, options);
  }

  /** Opens a channel whose writes are durable when they return. */
  FileChannel openDurable() throws IOException {
    return open(path, durableOptions());
  }

  /**
   * Opens a channel in place of one that an interrupt has closed. If the file was deleted or
   * renamed meanwhile, it is opened through a descriptor that is still open.
   *
   * @param durable whether writes are durable when they return
   * @param open open descriptor of the file, or null without native access
   * @throws IOException if the path leads to another file by now and there is no descriptor
   */
  FileChannel reopen(boolean durable, @Nullable NativeFile open) throws IOException {
    Set<OpenOption> wanted = durable ? durableOptions() : options;
    try {
      return open(path, wanted);
    } catch (IOException e) {
      if (open == null) {
        throw e;
      }
      try {
        return open(open.descriptorPath(), wanted);
      } catch (IOException second) {
        e.addSuppressed(second);
        throw e;
      }
    }
  }

  private Set<OpenOption> durableOptions() {
    Set<OpenOption> durable = new HashSet<>(options);
    durable.add(StandardOpenOption.DSYNC);
    return durable;
  }

  private FileChannel open(Path at, Set<OpenOption> wanted) throws IOException {
    FileChannel channel = FileChannel.open(at, wanted);
    try {
      if (Objects.equals(key, Files.readAttributes(at, BasicFileAttributes.class).fileKey())) {
        return channel;
      }
      throw new FileSystemException(
          path.toString(), null, "was replaced by another file while the drive was open");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns the path of the file. */
  Path path() {
    return path;
  }

  /** Returns whether the file may only be read. */
  boolean isReadOnly() {
    return isReadOnly;
  }

  /** Returns whether I/O bypasses the page cache. */
  boolean isDirect() {
    return unit > 1;
  }

  /**
   * Returns the number of bytes of which position, length and memory address of an I/O must be
   * multiples; 1 for buffered I/O.
   */
  int unit() {
    return unit;
  }

  /** Returns the number of bytes of the file that the drive uses. */
  long bytes() {
    return bytes;
  }

  /** Returns the reason why the file system refused direct I/O; empty if it did not refuse. */
  String directRefusal() {
    return directRefusal;
  }
}
