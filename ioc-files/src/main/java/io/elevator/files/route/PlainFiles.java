package io.elevator.files.route;

import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of the default file system, without a queue. Always in the page cache. Thread-safe. */
public final class PlainFiles implements QueueFiles {
  PlainFiles() {}

  /** An open file. */
  private static final class PlainFile extends FileHandle {
    private final Path path;
    private final FileChannel channel;
    private final Object inode;

    private PlainFile(Path path, FileChannel channel, Object inode) {
      super(path.toString());
      this.path = path;
      this.channel = channel;
      this.inode = inode;
    }

    @Override
    public int blockBytes() {
      return 1;
    }

    @Override
    public Object inode() {
      return inode;
    }
  }

  static FileChannel channel(@Nullable FileHandle file) throws IOException {
    return known(file).channel;
  }

  private static PlainFile known(@Nullable FileHandle file) throws IOException {
    if (file instanceof PlainFile plain) {
      return plain;
    }
    throw new IOException(file + " was not opened by this route");
  }

  @Override
  public FileHandle open(Path path, OpenMode mode) throws IOException {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    if (mode.writes()) {
      options.add(StandardOpenOption.WRITE);
    }
    if (mode.creates()) {
      options.add(mode.isNew() ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    FileChannel channel = FileChannel.open(path, options);
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return new PlainFile(path, channel, key == null ? path.toRealPath() : key);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long length(FileHandle file) throws IOException {
    return channel(file).size();
  }

  @Override
  public int links(FileHandle file) throws IOException {
    PlainFile known = known(file);
    try {
      Object key = Files.readAttributes(known.path, BasicFileAttributes.class).fileKey();
      // Plain Java counts links by name only. Another file of this name says nothing.
      return known.inode.equals(key)
              && Files.getAttribute(known.path, "unix:nlink") instanceof Integer links
          ? links
          : 1;
    } catch (NoSuchFileException | UnsupportedOperationException e) {
      // At least one, so that no data is removed that may have another name.
      return 1;
    }
  }

  @Override
  public void truncate(FileHandle file, long length) throws IOException {
    FileChannel channel = channel(file);
    if (length < channel.size()) {
      FileChannel ignored = channel.truncate(length);
    } else if (length > channel.size()) {
      int ignored = channel.write(ByteBuffer.allocate(1), length - 1);
    }
  }

  @Override
  public void allocate(FileHandle file, long length) throws IOException {
    if (channel(file).size() < length) {
      truncate(file, length);
    }
  }

  @Override
  public void close(FileHandle file) throws IOException {
    channel(file).close();
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Path ignored =
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
