package io.elevator.files.inodes;

import java.nio.file.Path;

/** The name by which a handle knows its file. Renaming and deleting through the disk update it. */
public final class OpenPath {
  private volatile Path path;
  private volatile boolean isGone;

  /** Creates the name of a file that has it. */
  public OpenPath(Path path) {
    this.path = path;
  }

  /** Returns the latest name. */
  public Path path() {
    return path;
  }

  /** Returns whether the name was deleted, or now belongs to another file. */
  public boolean isGone() {
    return isGone;
  }

  void renamed(Path to) {
    path = to;
  }

  void gone() {
    isGone = true;
  }
}
