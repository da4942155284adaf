package io.elevator.devices.file;

import io.elevator.api.BioStatus;
import io.elevator.devices.file.BufferViews.View;
import io.elevator.devices.folder.InlineChannel;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open file by the JDK's means, for JVMs without native access. Each memory range is one
 * positional call.
 */
final class ChannelOpenFile extends OpenFile {
  /** Channel through the page cache; the length of a direct file need not be whole blocks. */
  private final InlineChannel cached;

  /** Channel of reads and writes: direct for a direct file, else {@link #cached}. */
  private final InlineChannel channel;

  private final @Nullable InlineChannel durable;

  /**
   * Creates the handle of an open file.
   *
   * @param cached channel through the page cache, closed with the handle
   * @param direct channel past the page cache, closed with the handle; null for a file that is not
   *     direct
   * @param durable channel whose writes are durable when they return, opened at the same time so
   *     that it leads to this file even if its name is gone; null for a handle that only reads
   */
  ChannelOpenFile(
      FileOpening opening,
      Path path,
      InlineChannel cached,
      @Nullable InlineChannel direct,
      @Nullable InlineChannel durable,
      Object inode,
      int blockBytes) {
    super(opening, path, inode, blockBytes);
    this.cached = cached;
    this.channel = direct == null ? cached : direct;
    this.durable = durable;
  }

  @Override
  long read(RequestMemory memory, long position, FileStatistics statistics) throws IOException {
    long read = 0;
    for (int i = 0; i < memory.count(); i++) {
      View view = memory.takeView(i);
      try {
        ByteBuffer buffer = view.buffer();
        while (buffer.hasRemaining()) {
          int moved = channel.read(buffer, position + read);
          read += Math.max(moved, 0);
          if (moved <= 0 || (moved & (blockBytes() - 1)) != 0) {
            return read;
          }
          countPartial(buffer, statistics);
        }
      } finally {
        memory.putView(view);
      }
    }
    return read;
  }

  @Override
  void write(RequestMemory memory, long position, boolean isDurable, FileStatistics statistics)
      throws IOException {
    InlineChannel target = isDurable && durable != null ? durable : channel;
    long at = position;
    for (int i = 0; i < memory.count(); i++) {
      View view = memory.takeView(i);
      try {
        ByteBuffer buffer = view.buffer();
        while (buffer.hasRemaining()) {
          int moved = target.write(buffer, at);
          if (moved <= 0) {
            throw new IOException("write of " + path() + ": the system has written no byte");
          }
          at += moved;
          countPartial(buffer, statistics);
        }
      } finally {
        memory.putView(view);
      }
    }
  }

  private static void countPartial(ByteBuffer buffer, FileStatistics statistics) {
    if (buffer.hasRemaining()) {
      statistics.partial.increment();
    }
  }

  @Override
  void sync(boolean withAttributes) throws IOException {
    channel.force(withAttributes);
  }

  @Override
  BioStatus discard(long position, long bytes) {
    return BioStatus.NOTSUPP;
  }

  @Override
  BioStatus writeZeroes(long position, long bytes) {
    return BioStatus.NOTSUPP;
  }

  @Override
  long length() throws IOException {
    return channel.size();
  }

  /**
   * Returns the number of names, as long as the name under which the file was opened leads to it.
   *
   * @throws FileSystemException if that name is gone: the file may have others, or be deleted
   */
  @Override
  int links() throws IOException {
    try {
      if (inode().equals(PathIdentity.of(path()))
          && Files.getAttribute(path(), "unix:nlink") instanceof Integer names) {
        return names;
      }
    } catch (NoSuchFileException | UnsupportedOperationException | IllegalArgumentException e) {
      throw unknownLinks(e);
    }
    throw unknownLinks(null);
  }

  private FileSystemException unknownLinks(@Nullable Exception cause) {
    FileSystemException unknown =
        new FileSystemException(
            path().toString(),
            null,
            "the number of its names is unknown, as this name is gone; it can be found with native"
                + " access (--enable-native-access)");
    if (cause != null) {
      unknown.addSuppressed(cause);
    }
    return unknown;
  }

  @Override
  void truncate(long length) throws IOException {
    cached.truncate(length);
  }

  @Override
  void allocate(long length) throws IOException {
    // The JDK cannot reserve space.
    if (cached.size() < length) {
      cached.truncate(length);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      try {
        cached.close();
      } finally {
        if (durable != null) {
          durable.close();
        }
      }
    }
  }
}
