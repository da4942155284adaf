package io.elevator.files.inodes;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open files of a disk, by identity. Thread-safe: the monitor guards the map. */
public final class InodeTable {
  private final Map<Object, OpenInode> inodes = new HashMap<>();

  /** Creates a table without files. */
  public InodeTable() {}

  /**
   * The file of a new handle.
   *
   * @param inode file
   * @param isNewlyMixed whether the handle opens the file the second way, direct or buffered
   */
  public record Attached(OpenInode inode, boolean isNewlyMixed) {}

  /**
   * Adds a handle.
   *
   * @param key identity of the file
   * @param length length of the file, in bytes
   */
  public synchronized Attached attach(
      Object key, long length, IoGate gate, OpenPath path, boolean direct) {
    OpenInode inode = inodes.computeIfAbsent(key, missing -> new OpenInode(missing, length));
    return new Attached(inode, inode.add(gate, path, direct));
  }

  /** Removes a handle that has no I/O in flight. */
  public synchronized void detach(OpenInode inode, IoGate gate, OpenPath path) {
    if (inode.remove(gate, path) == 0) {
      boolean ignored = inodes.remove(inode.key(), inode);
    }
  }

  /** Takes note of a file's new name, which another file may have had. */
  public synchronized void renamed(OpenInode inode, Path from, Path to) {
    deleted(to);
    inode.renamed(from, to);
  }

  /** Takes note of a name that is gone. */
  public synchronized void deleted(Path path) {
    inodes.values().forEach(inode -> inode.gone(path));
  }

  /** Returns a file if it is open, else null. */
  public synchronized @Nullable OpenInode find(Object key) {
    return inodes.get(key);
  }

  /** Returns the number of open files. */
  public synchronized int size() {
    return inodes.size();
  }
}
