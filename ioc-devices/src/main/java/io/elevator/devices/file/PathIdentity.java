package io.elevator.devices.file;

import io.elevator.devices.folder.InodeNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The identity of the file to which a path leads, by the JDK's means. */
final class PathIdentity {
  private PathIdentity() {}

  /**
   * Returns the identity of a file: file system and inode number, or what else the file system
   * gives, or the real path if it gives nothing.
   */
  static Object of(Path path) throws IOException {
    try {
      if (Files.getAttribute(path, "unix:dev") instanceof Long device
          && Files.getAttribute(path, "unix:ino") instanceof Long inode) {
        return new InodeNumber(device, inode);
      }
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // This file system has no attributes of Unix.
    }
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path.toRealPath() : key;
  }
}
