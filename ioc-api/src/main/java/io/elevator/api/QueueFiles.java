package io.elevator.api;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The files that the drive of a queue serves beside its one device ({@link RequestQueue#files}).
 * Bios of all these files meet in the queue, so that its elevator orders them and divides the disk
 * between their tasks. Thread-safe.
 *
 * <p>Every method may block its thread. Calls of one file's {@link #truncate}, {@link #allocate}
 * and {@link #close} are the caller's to order: none of its bios may be outstanding at {@link
 * #close}, and none that touches the bytes in question at the others.
 */
public interface QueueFiles {
  /**
   * Opens a file. Each call makes a handle of its own; bios of different handles are never merged.
   * Handles of one file have one range of sort keys, so an elevator sees one file.
   *
   * @param path file, as the drive names its files
   * @throws java.nio.file.NoSuchFileException if the file does not exist and the mode does not
   *     create
   * @throws java.nio.file.FileAlreadyExistsException if the file exists and the mode is new
   * @throws IOException if the drive cannot open the file, or the queue is closed
   */
  FileHandle open(Path path, OpenMode mode) throws IOException;

  /** Returns the length of a file, in bytes. */
  long length(FileHandle file) throws IOException;

  /** Returns the number of names that a file has; 0 once the last one is deleted. */
  int links(FileHandle file) throws IOException;

  /**
   * Sets the length of a file. The bytes of a file that grows read as zeroes.
   *
   * @param length new length, in bytes
   */
  void truncate(FileHandle file, long length) throws IOException;

  /**
   * Reserves space for the first bytes of a file, and sets its length to that if it is shorter.
   *
   * @param length number of bytes from the start of the file
   */
  void allocate(FileHandle file, long length) throws IOException;

  /**
   * Closes a handle. Later bios that name it are refused. Idempotent.
   *
   * @throws IOException if the drive could not close the file; the handle is closed nevertheless
   */
  void close(FileHandle file) throws IOException;

  /**
   * Gives a file another name in place of its own; replaces the file of that name, if there is one.
   * Durable once the folders of both names are synced.
   */
  void rename(Path from, Path to) throws IOException;

  /** Removes a name. The file lives on until its last name is gone and its last handle closed. */
  void delete(Path path) throws IOException;

  /** Makes the names in a folder durable. */
  void syncFolder(Path folder) throws IOException;
}
