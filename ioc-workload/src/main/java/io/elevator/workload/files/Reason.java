package io.elevator.workload.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Short descriptions of file errors, without the name of the file. */
public final class Reason {
  private Reason() {}

  /**
   * Returns a description of {@code e} without the name of the file. The message of some exceptions
   * is no description, but only the name of the file.
   */
  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file or directory";
      case AccessDeniedException denied -> "permission denied";
      case NotDirectoryException file -> "not a directory";
      case FileAlreadyExistsException file -> "exists and is not a directory";
      case FileSystemException other when other.getReason() != null -> lower(other.getReason());
      default -> lower(String.valueOf(e.getMessage()));
    };
  }

  /** Returns {@code reason} with a lower-case first letter, because it follows a colon. */
  private static String lower(String reason) {
    boolean word = reason.length() > 1 && Character.isLowerCase(reason.charAt(1));
    return word ? Character.toLowerCase(reason.charAt(0)) + reason.substring(1) : reason;
  }
}
