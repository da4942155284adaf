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
 * The file behind a drive: how it is opened, whether direct I/O works on it, and how large it is.
 * Immutable; channels opened by it belong to their callers.
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
   * Opens a file once, to find out about it; makes or extends it if a size asks for that.
   *
   * @throws IOException if it cannot be used; the message names it
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
    // A direct write moves whole units, so a last piece of one would make the file longer.
    bytes = BackingFile.usable(wanted, size, Math.max(unit, blockSize));
  }

  /** By its name: writing it down draws a warning of javac that nothing turns off. */
  private static OpenOption directOption() {
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

  /** Opens for direct I/O and reads once: some file systems refuse only then. */
  private static void probe(Path path, Set<OpenOption> direct, int alignment) throws IOException {
    try (FileChannel channel = FileChannel.open(path, direct);
        Arena arena = Arena.ofShared()) {
      channel.read(arena.allocate(alignment, alignment).asByteBuffer(), 0);
    }
  }

  /**
   * Opens a channel of its own for a thread.
   *
   * @throws IOException also if the name means another file by now
   */
  FileChannel open() throws IOException {
    return open(path, options);
  }

  /** Opens a channel whose writes are durable when they return. */
  FileChannel openDurable() throws IOException {
    return open(path, durableOptions());
  }

  /**
   * Opens a channel again in place of one that an interrupt has closed. A file that was deleted or
   * renamed since is opened through a descriptor of it that is still open.
   *
   * @param durable whether writes are durable when they return
   * @param open open descriptor of the file, or null without native access
   * @throws IOException if the name means another file by now and there is no descriptor
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

  /** Returns the path. */
  Path path() {
    return path;
  }

  /** Whether it may only be read. */
  boolean isReadOnly() {
    return isReadOnly;
  }

  /** Whether I/O goes past the page cache. */
  boolean isDirect() {
    return unit > 1;
  }

  /** Returns in what unit position, length and address of an I/O are counted; 1 when buffered. */
  int unit() {
    return unit;
  }

  /** Returns how much of it the drive uses. */
  long bytes() {
    return bytes;
  }

  /** Returns why direct I/O was refused, empty if it was not. */
  String directRefusal() {
    return directRefusal;
  }
}
