package io.elevator.files;

import io.elevator.api.BlockLayer;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.files.finder.FoundDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One user's reference to a disk, with a folder to which names of files are relative. Closing it
 * closes the files that were opened with it; closing the last reference closes the queue.
 * Thread-safe.
 */
public final class Disk implements AutoCloseable {
  private final DiskRegistry registry;
  private final OpenDisk disk;
  private final Path folder;
  private final Set<DiskFile> files = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  Disk(DiskRegistry registry, OpenDisk disk, Path folder) {
    this.registry = registry;
    this.disk = disk;
    this.folder = folder;
  }

  /** Returns the folder of relative names. */
  public Path folder() {
    return folder;
  }

  /** Returns the disk as it was found, with the steps of the search and its warnings. */
  public FoundDisk found() {
    return disk.found();
  }

  /** Returns all settings that are in effect, each with its origin. */
  public List<DiskSetting> settings() {
    return disk.settings().list();
  }

  /** Returns the block layer of the disk. */
  public BlockLayer layer() {
    return disk.layer();
  }

  /**
   * Returns the queue of the disk, to observe and administrate it; null if I/O passes no queue.
   * After the loss of the drive another queue may take its place.
   */
  public @Nullable RequestQueue queue() {
    return disk.queue();
  }

  /** Returns the buffers of the disk. */
  public DiskBuffers buffers() {
    return new DiskBuffers(disk.shared().buffers());
  }

  /** Returns the share of the disk's traffic that passed the queue since the disk was opened. */
  public DiskCoverage coverage() {
    RequestQueue queue = disk.queue();
    long sectors = 0;
    if (queue != null) {
      var activity = queue.metrics().disk();
      sectors = activity.reads().sectors() + activity.writes().sectors();
    }
    return new DiskCoverage(sectors << 9, disk.coverage().bytes());
  }

  /**
   * Returns a builder of a task for I/O. The task serves all disks of the block layer.
   *
   * @param name name for statistics
   */
  public DiskTask.Builder task(String name) {
    return new DiskTask.Builder(disk.layerUse(), name);
  }

  /**
   * Opens a file that exists, for reads and writes.
   *
   * @param name name relative to the folder, or an absolute path on this disk
   * @throws java.nio.file.NoSuchFileException if the file does not exist
   */
  public DiskFile open(String name, FileOption... options) throws IOException {
    FileOption.Options known = FileOption.Options.of(options);
    return open(name, known.readOnly() ? OpenMode.READ : OpenMode.WRITE, known);
  }

  /**
   * Creates a file and opens it for reads and writes.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists
   */
  public DiskFile create(String name, FileOption... options) throws IOException {
    return open(name, OpenMode.CREATE_NEW, writable(name, options));
  }

  /** Opens a file for reads and writes, and creates it if it does not exist. */
  public DiskFile openOrCreate(String name, FileOption... options) throws IOException {
    return open(name, OpenMode.CREATE, writable(name, options));
  }

  private static FileOption.Options writable(String name, FileOption... options) {
    FileOption.Options known = FileOption.Options.of(options);
    if (known.readOnly()) {
      throw new IllegalArgumentException(
          name + ": a file that may be created cannot be opened for reads only");
    }
    return known;
  }

  private DiskFile open(String name, OpenMode mode, FileOption.Options options) throws IOException {
    requireOpen();
    FileIo io =
        disk.shared()
            .open(
                folder.resolve(name),
                options.direct() ? mode.asDirect() : mode,
                options.preallocated());
    DiskFile file = new DiskFile(io, files);
    boolean ignored = files.add(file);
    if (isClosed.get()) {
      file.close();
      requireOpen();
    }
    return file;
  }

  /**
   * Gives an open file another name and returns when that is durable: a power cut leaves the old
   * name or the new one. Replaces a file of the new name. Sync the content of the file before.
   *
   * @param name new name, relative to the folder
   */
  public void renameDurably(DiskFile file, String name) throws IOException {
    requireOpen();
    Path from = file.path();
    Path to = folder.resolve(name);
    disk.shared().rename(file.io(), to);
    syncFolderOf(to);
    if (!String.valueOf(from.getParent()).equals(String.valueOf(to.getParent()))) {
      syncFolderOf(from);
    }
  }

  /** Removes a name. The file lives on until its last name is gone and its last handle closed. */
  public void delete(String name) throws IOException {
    requireOpen();
    disk.shared().delete(folder.resolve(name));
  }

  /**
   * Removes the name of an open file, and closes the file for its user. The space comes back in
   * steps on behalf of the task, so that a large file does not occupy the disk at once, if no user
   * can miss the data: the file has no other name, no other handle of this virtual machine is open,
   * and the setting {@code only-process} says that no other process has open files of the disk.
   * Otherwise the file lives on until its last name is gone and its last handle closed.
   *
   * @return stage that ends when this handle is closed: with true if the file was shrunk
   * @throws IOException if the name could not be removed; the file is then open as before
   */
  public CompletionStage<Boolean> deleteLater(DiskTask task, DiskFile file) throws IOException {
    requireOpen();
    disk.shared().unlink(file.io());
    if (!file.giveUp()) {
      throw new IOException(file.path() + " is closed; its name is removed");
    }
    boolean mayShrink = disk.settings().text("only-process").equals("yes");
    return new LateDeletion(disk.shared(), file.io(), task, mayShrink).begin();
  }

  /** Makes the names in the folder durable. */
  public void syncFolder() throws IOException {
    requireOpen();
    names().syncFolder(folder);
  }

  private void syncFolderOf(Path path) throws IOException {
    Path parent = path.getParent();
    names().syncFolder(parent == null ? Path.of("") : parent);
  }

  private QueueFiles names() throws IOException {
    return disk.shared().generation().route().files();
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("this reference to " + disk.found().key() + " is closed");
    }
  }

  /**
   * Closes the files that were opened with this reference, and the queue with the last reference.
   * Idempotent.
   *
   * @throws IOException if a file could not be closed; everything else is closed
   */
  @Override
  public void close() throws IOException {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    IOException failure = null;
    for (DiskFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    registry.release(disk);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public String toString() {
    return "disk " + disk.found().key() + " at " + folder;
  }
}
