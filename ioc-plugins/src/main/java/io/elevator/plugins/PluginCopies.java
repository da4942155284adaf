package io.elevator.plugins;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Private folder to which jars are copied before they are checked and loaded, so that no other user
 * can change a jar while a class loader uses it. The folder is created at the first copy, is
 * readable by this user only, and is deleted when this object is closed. {@link #lock} guards the
 * fields.
 */
final class PluginCopies implements AutoCloseable {
  /**
   * Largest size of a jar that is copied, in bytes. The limit keeps a plugin from filling the disk.
   */
  static final long MAX_JAR_BYTES = 256L << 20;

  private final PluginTrust trust;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable PrivateFolder folder;
  private int made;

  PluginCopies(PluginTrust trust) {
    this.trust = trust;
  }

  /**
   * Requires that a file or folder is trusted, and returns the path with which it must be opened.
   *
   * @throws IOException if it is not trusted
   */
  Path requireTrusted(Path path) throws IOException {
    return trust.requireTrusted(path, Files.getOwner(folder().path()));
  }

  /**
   * The copies of a plugin's jars.
   *
   * @param folder folder that contains the copies
   * @param jars copies, in the order of the originals
   * @param fingerprint fingerprint of the plugin, see {@link PluginLoader#fingerprint}
   */
  record Copies(Path folder, List<CopiedJar> jars, String fingerprint) {}

  /**
   * Copies jars to a new folder and checks the copies.
   *
   * @param jars paths of the jars, whose file names differ
   * @throws IOException if a jar is not trusted, not pinned or not a complete jar
   */
  Copies copy(List<Path> jars) throws IOException {
    Path target;
    lock.lock();
    try {
      target = folder().make(Integer.toString(made++));
    } finally {
      lock.unlock();
    }
    try {
      Set<String> names =
          jars.stream().map(jar -> jar.getFileName().toString()).collect(Collectors.toSet());
      List<CopiedJar> copies = new ArrayList<>();
      StringBuilder fingerprint = new StringBuilder();
      for (Path jar : jars) {
        String name = jar.getFileName().toString();
        Path copy = target.resolve(CopiedJar.nameOfCopy(name));
        if (Files.exists(copy)) {
          copy = target.resolve(copies.size() + "-" + CopiedJar.nameOfCopy(name));
        }
        copy(jar, copy);
        String digest = PluginTrust.digest(copy);
        trust.requirePinned(jar, digest);
        copies.add(CopiedJar.open(name, copy, names));
        fingerprint.append(PluginLoader.fingerprint(name, digest));
      }
      return new Copies(target, List.copyOf(copies), fingerprint.toString());
    } catch (Throwable e) {
      try {
        PrivateFolder.delete(target);
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw e;
    }
  }

  /**
   * Copies exactly the file that was checked. To do so it opens the path that the check returned,
   * which other users cannot change (see {@link TrustedPath}), and not the original path.
   */
  private void copy(Path jar, Path copy) throws IOException {
    Path checked = requireTrusted(jar);
    if (!Files.isRegularFile(checked, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(jar + " is no regular file");
    }
    requireCopyable(jar, Files.size(checked));
    try (InputStream in = Files.newInputStream(checked, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW)) {
      byte[] part = new byte[1 << 16];
      long bytes = 0;
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        bytes += read;
        // The size is checked again while reading, because the file may grow meanwhile.
        requireCopyable(jar, bytes);
        out.write(part, 0, read);
      }
    }
  }

  private static void requireCopyable(Path jar, long bytes) throws IOException {
    if (bytes > MAX_JAR_BYTES) {
      throw new IOException(
          jar.getFileName()
              + " is larger than "
              + (MAX_JAR_BYTES >> 20)
              + " MiB, the limit for a jar of a plugin");
    }
  }

  /** Returns the folder that contains the copies of all plugins. */
  Path folderOfAll() throws IOException {
    return folder().path();
  }

  /**
   * Returns the private folder, and creates it at the first call. Only this user can read or write
   * the folder.
   */
  private PrivateFolder folder() throws IOException {
    lock.lock();
    try {
      PrivateFolder there = folder;
      if (there == null) {
        there =
            PrivateFolder.make(Path.of(System.getProperty("java.io.tmpdir")), trust.anyFolder());
        folder = there;
      }
      return there;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      PrivateFolder there = folder;
      folder = null;
      if (there != null) {
        there.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
