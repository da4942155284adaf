package io.elevator.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Folder for copies of jars in the machine's temporary folder, which only this user can read or
 * write. It is deleted when this object is closed, or by a shutdown hook if the JVM ends before
 * that through {@code System.exit} or a signal. The folder of a JVM that was killed is deleted by
 * the next JVM that creates such a folder.
 *
 * <p>A marker file in the folder shows whether its JVM still runs: the JVM keeps the file locked,
 * and the operating system releases a lock when its process ends. The marker contains the name of
 * the folder and is written while the lock is held. So a marker with this text and without a lock
 * belongs to a dead JVM. A folder of another JVM is deleted only if all of this matches: the form
 * of its name, its owner and permissions, the owner, permissions and text of the marker, and that
 * it contains nothing but folders of jars as this class creates them. All other folders stay,
 * whatever their age, including one whose JVM was killed before it wrote the marker. Symbolic links
 * are never followed. Other users cannot exchange the folder between these checks and the deletion,
 * because its path is a {@link TrustedPath}. If the path is not, no other folder is deleted.
 *
 * <p>The name contains the process number, because a JVM must not open a marker of its own: a
 * process loses its lock on a file when it closes any channel to that file.
 *
 * <p>The hook may run while layers are still in use. On systems where open files can be deleted,
 * the layers can go on reading files that they have opened; later requests are refused. {@link
 * #lock} guards {@link #gone}.
 */
final class PrivateFolder implements AutoCloseable {
  private static final String PREFIX = "ioc-plugins-";

  /**
   * Form of the folder's name: the process number, and the number that {@link
   * Files#createTempDirectory} adds.
   */
  private static final Pattern NAME = Pattern.compile(PREFIX + "[1-9][0-9]{0,18}-[0-9]{1,20}");

  private static final Pattern COPY = Pattern.compile("[0-9]{1,10}");
  private static final String MARKER = ".lock";
  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> MARKER_MODE =
      PosixFilePermissions.fromString("rw-------");

  /**
   * Number of attempts to delete a folder while another thread or process writes or deletes in it.
   */
  private static final int ATTEMPTS = 16;

  private final Path path;
  private final FileChannel marker;
  private final Thread hook;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean gone;

  private PrivateFolder(Path path, FileChannel marker) {
    this.path = path;
    this.marker = marker;
    this.hook = Thread.ofPlatform().name("ioc-plugins-end").unstarted(this::deleteAtShutdown);
  }

  /**
   * Creates a folder, and deletes the folders of JVMs that were killed.
   *
   * @param parent folder in which to create it
   * @param anyPlace whether the folder may be at a place where other users can exchange it
   * @throws IOException if it cannot be created, or other users can exchange it
   */
  static PrivateFolder make(Path parent, boolean anyPlace) throws IOException {
    Path made = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
    boolean trusted = !anyPlace;
    Path path;
    FileChannel marker;
    try {
      path = trusted ? requireTrusted(made) : made.toRealPath();
      marker = mark(path);
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
    PrivateFolder folder = new PrivateFolder(path, marker);
    folder.register();
    if (trusted) {
      folder.deleteFoldersOfKilledJvms();
    }
    return folder;
  }

  private static Path requireTrusted(Path made) throws IOException {
    return TrustedPath.check(
        made,
        Files.getOwner(made),
        "is not used for copies of plugins",
        "java.io.tmpdir is another folder");
  }

  /** Writes the marker of a new folder, and returns its locked channel. */
  private static FileChannel mark(Path folder) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Path file = folder.resolve(MARKER);
    FileChannel channel =
        Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)
            ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(MARKER_MODE))
            : FileChannel.open(file, options);
    try {
      if (channel.tryLock() == null) {
        throw new IOException(file + " is locked by another process, though it was just made");
      }
      ByteBuffer text = ByteBuffer.wrap(marker(folder));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Returns the expected content of a folder's marker. */
  static byte[] marker(Path folder) {
    return ("copies of plugins, made by ioc: " + folder.getFileName() + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void register() throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      close();
      throw new IOException("the JVM is going down", e);
    }
  }

  /** Returns the path of this folder, without symbolic links. */
  Path path() {
    return path;
  }

  /**
   * Creates a folder in this folder.
   *
   * @throws IOException if this folder was deleted or cannot be written to
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

  private void deleteFoldersOfKilledJvms() {
    Path parent = path.getParent();
    if (parent == null) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path each : all) {
        if (isOfAnotherProcess(each)) {
          tryDelete(each);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log("looking for folders that were left", e);
    }
  }

  private static boolean isOfAnotherProcess(Path folder) {
    String name = folder.getFileName().toString();
    return NAME.matcher(name).matches()
        && !name.startsWith(PREFIX + ProcessHandle.current().pid() + "-");
  }

  /**
   * Deletes the folder of another JVM if that JVM was killed. The folder may disappear at any
   * moment. A failure to delete it is only logged, because a folder that remains does no harm.
   */
  private void tryDelete(Path other) {
    try {
      UserPrincipal user = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
      Path marker = other.resolve(MARKER);
      if (isOwn(other, user, FOLDER_MODE)
          && attributes(other).isDirectory()
          && isOwn(marker, user, MARKER_MODE)
          && attributes(marker).isRegularFile()
          && holdsCopiesOnly(other)) {
        deleteIfUnlocked(other, marker);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log(other.toString(), e);
    }
  }

  private static boolean isOwn(Path file, UserPrincipal user, Set<PosixFilePermission> mode)
      throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(user);
    }
    PosixFileAttributes attributes = view.readAttributes();
    return attributes.owner().equals(user) && attributes.permissions().equals(mode);
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean holdsCopiesOnly(Path folder) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path each : all) {
        String name = each.getFileName().toString();
        if (!name.equals(MARKER)
            && !(COPY.matcher(name).matches()
                && attributes(each).isDirectory()
                && holdsJarsOnly(each))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean holdsJarsOnly(Path copy) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(copy)) {
      for (Path each : all) {
        if (!each.getFileName().toString().endsWith(".jar") || !attributes(each).isRegularFile()) {
          return false;
        }
      }
    }
    return true;
  }

  private static void deleteIfUnlocked(Path folder, Path marker) throws IOException {
    FileChannel channel =
        FileChannel.open(
            marker, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    boolean left;
    try {
      byte[] expected = marker(folder);
      ByteBuffer text = ByteBuffer.allocate(expected.length + 1);
      while (text.hasRemaining() && channel.read(text) >= 0) {
        // The loop condition itself reads the next bytes.
      }
      left =
          Arrays.equals(Arrays.copyOf(text.array(), text.position()), expected)
              && channel.tryLock() != null
              // Another process may have held the lock and deleted the marker before it was locked
              // here.
              && Files.exists(marker, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    if (left) {
      delete(folder, channel);
    } else {
      channel.close();
    }
  }

  private static void log(String what, Exception e) {
    System.getLogger("io.elevator")
        .log(System.Logger.Level.DEBUG, "{0}: {1}", what, String.valueOf(e));
  }

  /**
   * Deletes a folder with its content. The marker is deleted last, and its lock is held until then
   * if the system allows that.
   */
  private static void delete(Path folder, FileChannel marker) throws IOException {
    Path file = folder.resolve(MARKER);
    try (marker) {
      deleteInside(folder, file);
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  /** Deletes a folder with its content, even while another process deletes parts of it. */
  static void delete(Path folder) throws IOException {
    deleteInside(folder, folder);
    Files.deleteIfExists(folder);
  }

  /**
   * Deletes the content of a folder, except {@code spared}. Deletes symbolic links, but not their
   * targets.
   */
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
        // Another thread or process is deleting files here or has just created a copy, so the
        // deletion is tried again.
        if (left == 0) {
          throw new IOException(folder + " cannot be deleted", e);
        }
      }
    }
  }

  private void deleteAtShutdown() {
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
        delete(path, marker);
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
      // The JVM is shutting down, so no hook can be removed. The hook runs and finds the folder
      // already deleted.
      log(path.toString(), e);
    }
  }
}
