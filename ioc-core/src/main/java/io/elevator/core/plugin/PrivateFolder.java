package io.elevator.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A folder below the machine's temporary one that this user alone can read or write, and that does
 * not stay behind: it is deleted when it is closed; when the JVM ends before that, by {@code
 * System.exit} or a signal, by a hook; and what a JVM that was killed has left, by whoever makes
 * the next one.
 *
 * <p>A file in it, locked as long as the JVM lives, tells a folder that is used from one that was
 * left: the operating system drops a lock with its process. A folder is only ever deleted by who
 * holds its lock. One without the file is being made by somebody, or is none of ours any longer: it
 * goes a day later. The number of the process is in the name since the locks of a process are lost
 * as soon as it closes the file of one, so that a JVM must not even look at its own.
 *
 * <p>The hook may run while layers still work. What they have opened they can read on, where files
 * can be deleted while they are open; what they ask for from then on is refused. {@link #lock}
 * guards {@link #gone}.
 */
final class PrivateFolder implements AutoCloseable {
  private static final String PREFIX = "ioc-plugins-";
  private static final String LOCK = ".lock";
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  /**
   * Somebody who takes a folder for left may be faster than its maker, once; not again and again.
   */
  private static final int ATTEMPTS = 16;

  private final Path path;
  private final FileChannel owner;
  private final Thread hook;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean gone;

  private PrivateFolder(Path path, FileChannel owner) {
    this.path = path;
    this.owner = owner;
    this.hook = Thread.ofPlatform().name("ioc-plugins-end").unstarted(this::atTheEnd);
  }

  /** Makes one, and deletes those that nobody has any longer. */
  static PrivateFolder make() throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Path path = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
      FileChannel owner = own(path);
      if (owner != null) {
        PrivateFolder made = new PrivateFolder(path, owner);
        made.register();
        made.deleteLeft();
        return made;
      }
    }
    throw new IOException(
        "a folder for copies of plugins cannot be kept: "
            + System.getProperty("java.io.tmpdir")
            + " is cleared all the time");
  }

  /** Locks a folder for this process; null if somebody else has it, or it is gone. */
  private static @Nullable FileChannel own(Path path) throws IOException {
    Path file = path.resolve(LOCK);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      FileLock held = channel.tryLock();
      // Between opening and locking it may have been deleted, by somebody who had the lock then.
      if (held != null && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return channel;
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  private void register() throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      close();
      throw new IOException("the JVM is going down", e);
    }
  }

  /** Its path. */
  Path path() {
    return path;
  }

  /**
   * Makes a folder in it.
   *
   * @throws IOException if it is gone, or cannot be written to
   */
  Path make(String name) throws IOException {
    lock.lock();
    try {
      if (gone) {
        throw new IOException("the JVM is going down: no plugin is loaded any more");
      }
      return Files.createDirectory(path.resolve(name));
    } finally {
      lock.unlock();
    }
  }

  private void deleteLeft() {
    Path parent = path.getParent();
    if (parent == null) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path each : all) {
        if (!isOfThisProcess(each)) {
          tryDelete(each);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log("looking for folders that were left", e);
    }
  }

  private static boolean isOfThisProcess(Path other) {
    return other.getFileName().toString().startsWith(PREFIX + ProcessHandle.current().pid() + "-");
  }

  /** Another's folder may vanish at any moment, and one that cannot be deleted harms nobody. */
  private void tryDelete(Path other) {
    try {
      if (!Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path))) {
        return;
      }
      if (!Files.exists(other.resolve(LOCK), LinkOption.NOFOLLOW_LINKS) && isYoung(other)) {
        return;
      }
      FileChannel left = own(other);
      if (left != null) {
        delete(other, left);
      }
    } catch (IOException e) {
      log(other.toString(), e);
    }
  }

  private boolean isYoung(Path other) throws IOException {
    return modified(path).toMillis() - modified(other).toMillis() < DAY_MILLIS;
  }

  private static FileTime modified(Path folder) throws IOException {
    return Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .lastModifiedTime();
  }

  private static void log(String what, Exception e) {
    System.getLogger("io.elevator")
        .log(System.Logger.Level.DEBUG, "{0}: {1}", what, String.valueOf(e));
  }

  /** The file that is locked goes last, as long as the lock is held where the system allows it. */
  private static void delete(Path folder, FileChannel owner) throws IOException {
    Path file = folder.resolve(LOCK);
    try (owner) {
      deleteInside(folder, file);
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  /**
   * Deletes a folder with all that is in it; that somebody else deletes some of it is no matter.
   */
  static void delete(Path folder) throws IOException {
    deleteInside(folder, folder);
    Files.deleteIfExists(folder);
  }

  /** Deletes what is in a folder, links and not what they lead to, but for {@code spared}. */
  private static void deleteInside(Path folder, Path spared) throws IOException {
    for (int left = ATTEMPTS; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); left--) {
      try (var files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          if (!each.equals(folder) && !each.equals(spared)) {
            Files.deleteIfExists(each);
          }
        }
        return;
      } catch (NoSuchFileException | DirectoryNotEmptyException | UncheckedIOException e) {
        // Somebody deletes here as well, or a copy was just being made: it is looked at again.
        if (left == 0) {
          throw new IOException(folder + " cannot be deleted", e);
        }
      }
    }
  }

  private void atTheEnd() {
    try {
      deleteOnce();
    } catch (IOException e) {
      log(path.toString(), e);
    }
  }

  private void deleteOnce() throws IOException {
    lock.lock();
    try {
      if (!gone) {
        gone = true;
        delete(path, owner);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    deleteOnce();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook runs, and finds nothing to do.
      log(path.toString(), e);
    }
  }
}
