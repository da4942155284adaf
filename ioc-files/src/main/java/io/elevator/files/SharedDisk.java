package io.elevator.files;

import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueFiles;
import io.elevator.core.time.TimeBase;
import io.elevator.files.buffers.BufferPool;
import io.elevator.files.buffers.Chunk;
import io.elevator.files.inodes.InodeTable;
import io.elevator.files.inodes.IoGate;
import io.elevator.files.inodes.OpenInode;
import io.elevator.files.inodes.OpenPath;
import io.elevator.files.route.Generation;
import io.elevator.files.route.Waiting;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state that all users of one disk share: its route, its open files and its memory.
 * Thread-safe; the monitor guards the change of the generation.
 */
final class SharedDisk {
  private final String name;
  private final TimeBase time;
  private final Waiting waiting;
  private final RouteSource routes;
  private final BufferPool buffers;
  private final BufferPool bounces;
  private final boolean isUnsafe;
  private final Consumer<String> notices;
  private final InodeTable inodes = new InodeTable();
  private final AtomicInteger openings = new AtomicInteger();
  private volatile Generation generation;

  /** Opens the routes of a disk, one after the other. */
  @FunctionalInterface
  interface RouteSource {
    /**
     * Opens a route.
     *
     * @param lost route whose drive is gone, or null for the first route
     */
    Generation open(@Nullable Generation lost) throws IOException;
  }

  /**
   * Opens the disk's first route.
   *
   * @param name name of the disk, for messages
   * @param time time of the disk's layer
   * @param buffers memory for users
   * @param bounces memory for I/O with memory that the disk does not own
   * @param isUnsafe whether asynchronous I/O uses memory that the disk does not own
   * @param notices receiver of messages for operators
   */
  SharedDisk(
      String name,
      TimeBase time,
      RouteSource routes,
      BufferPool buffers,
      BufferPool bounces,
      boolean isUnsafe,
      Consumer<String> notices)
      throws IOException {
    this.name = name;
    this.time = time;
    this.waiting = new Waiting(time);
    this.routes = routes;
    this.buffers = buffers;
    this.bounces = bounces;
    this.isUnsafe = isUnsafe;
    this.notices = notices;
    this.generation = routes.open(null);
  }

  Waiting waiting() {
    return waiting;
  }

  BufferPool buffers() {
    return buffers;
  }

  BufferPool bounces() {
    return bounces;
  }

  boolean isUnsafe() {
    return isUnsafe;
  }

  InodeTable inodes() {
    return inodes;
  }

  /** Returns a use of the disk's memory that a segment lies in, or null for other memory. */
  @Nullable Chunk use(MemorySegment memory) {
    return buffers.use(memory);
  }

  /** Returns the route, which may be lost. */
  Generation latest() {
    return generation;
  }

  /**
   * Returns a route to the drive; opens another one if the drive of the latest is gone.
   *
   * @throws IOException if no route could be opened
   */
  Generation generation() throws IOException {
    Generation known = generation;
    return known.isLost() ? renew() : known;
  }

  private synchronized Generation renew() throws IOException {
    Generation known = generation;
    if (known.isLost()) {
      known = routes.open(known);
      generation = known;
    }
    return known;
  }

  /** Opens a file. */
  FileIo open(Path path, OpenMode mode, long preallocated) throws IOException {
    // Tells a deletion that a handle may exist which is not in the table yet.
    int ignored = openings.incrementAndGet();
    try {
      return attach(handles(generation(), path, mode), path, mode, preallocated);
    } finally {
      int left = openings.decrementAndGet();
      assert left >= 0;
    }
  }

  private FileIo attach(OpenedFile opened, Path path, OpenMode mode, long preallocated)
      throws IOException {
    QueueFiles files = opened.route().files();
    IoGate gate = new IoGate();
    OpenPath name = new OpenPath(path);
    OpenInode inode = null;
    try {
      long length = files.length(opened.handle());
      boolean direct = mode.direct();
      InodeTable.Attached attached =
          inodes.attach(opened.handle().inode(), length, gate, name, direct);
      inode = attached.inode();
      if (attached.isNewlyMixed()) {
        notices.accept(
            path
                + " is open both directly and in the page cache; a write of one kind may be missing"
                + " in a simultaneous read of the other");
      }
      if (preallocated > length) {
        files.allocate(opened.handle(), preallocated);
        inode.grew(preallocated);
      }
    } catch (Throwable e) {
      if (inode != null) {
        inodes.detach(inode, gate, name);
      }
      closeAfter(e, opened);
      throw e;
    }
    return new FileIo(
        this, inode, gate, name, new FileIo.FileMode(!mode.writes(), mode.direct()), opened);
  }

  /**
   * Opens the handles of a file whose generation is lost.
   *
   * @throws IOException if another file has the path now
   */
  OpenedFile openAgain(OpenedFile lost, OpenPath name, FileIo.FileMode mode) throws IOException {
    Path path = name.path();
    if (name.isGone()) {
      throw new IOException(path + " has no name any more by which the new queue could open it");
    }
    Generation now = generation();
    OpenedFile opened =
        handles(now, path, new OpenMode(!mode.readOnly(), false, false, mode.direct()));
    Object known = lost.handle().inode();
    Object found = opened.handle().inode();
    if (known.getClass() == found.getClass() && !known.equals(found)) {
      IOException other =
          new IOException(
              path + " is another file than before the loss of the drive; open it again");
      closeAfter(other, opened);
      throw other;
    }
    return opened;
  }

  private static OpenedFile handles(Generation generation, Path path, OpenMode mode)
      throws IOException {
    QueueFiles files = generation.route().files();
    FileHandle handle = files.open(path, mode);
    FileHandle tail = null;
    int block = generation.route().blockBytes(handle);
    if (block > 1 && mode.writes()) {
      try {
        // Opened now: later the file may have another name, or none.
        tail = files.open(path, OpenMode.WRITE);
        if (!tail.inode().equals(handle.inode())) {
          throw new IOException(path + " was replaced by another file while it was opened");
        }
      } catch (Throwable e) {
        closeAfter(e, new OpenedFile(generation, handle, tail, block));
        throw e;
      }
    }
    return new OpenedFile(generation, handle, tail, block);
  }

  private static void closeAfter(Throwable failure, OpenedFile opened) {
    try {
      close(opened);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void close(OpenedFile opened) throws IOException {
    QueueFiles files = opened.route().files();
    FileHandle tail = opened.tail();
    try {
      if (tail != null) {
        files.close(tail);
      }
    } finally {
      files.close(opened.handle());
    }
  }

  /** Closes a file once its I/O in flight has ended. Called once for each file. */
  void close(FileIo file) throws IOException {
    Void ignored = waiting.await(file.gate().close());
    closeDrained(file);
  }

  /** Closes a file whose gate is closed and that has no I/O in flight. */
  void closeDrained(FileIo file) throws IOException {
    inodes.detach(file.inode(), file.gate(), file.name());
    close(file.opened());
  }

  /** Removes the name of an open file, if it still has it. */
  void unlink(FileIo file) throws IOException {
    if (!file.name().isGone()) {
      delete(file.path());
    }
  }

  /** Removes a name. */
  void delete(Path path) throws IOException {
    generation().route().files().delete(path);
    inodes.deleted(path);
  }

  /** Gives an open file another name. */
  void rename(FileIo file, Path to) throws IOException {
    Path from = file.path();
    if (file.name().isGone()) {
      throw new IOException(from + " has no name any more, so it cannot be renamed to " + to);
    }
    generation().route().files().rename(from, to);
    inodes.renamed(file.inode(), from, to);
  }

  /**
   * Returns whether a file without name is open by this handle alone, and no call that opens a file
   * is in progress.
   */
  boolean isOnlyUser(FileIo file) throws IOException {
    OpenedFile opened = file.opened();
    return file.inode().handles() == 1
        && openings.get() == 0
        && opened.route().files().links(opened.handle()) == 0;
  }

  /** Runs a job soon, in a thread that may block, or in the event loop of virtual time. */
  void defer(Runnable job) {
    time.defer(job);
  }

  /** Frees the memory. All files and the route are closed. */
  void closeMemory() {
    buffers.close();
    bounces.close();
  }

  @Override
  public String toString() {
    return "disk " + name;
  }
}
