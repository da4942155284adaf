package io.elevator.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The private folder that jars are copied to, checked in and loaded from, so that nobody pulls a
 * file from under a class loader. Made at the first copy, readable by this user only, gone when
 * this is closed. Its fields are guarded by {@link #lock}.
 */
final class PluginCopies implements AutoCloseable {
  private final PluginTrust trust;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable PrivateFolder folder;
  private int made;

  PluginCopies(PluginTrust trust) {
    this.trust = trust;
  }

  /**
   * Requires that a file or folder is trusted.
   *
   * @throws IOException if it is not
   */
  void requireTrusted(Path path) throws IOException {
    if (!trust.anyFolder()) {
      trust.requireTrusted(path, Files.getOwner(folder().path()).getName());
    }
  }

  /**
   * Copies jars to a folder of their own, checks the copies and returns that folder.
   *
   * @throws IOException if one is not trusted, not pinned or no whole jar
   */
  Path copy(List<Path> jars) throws IOException {
    for (Path jar : jars) {
      requireTrusted(jar);
    }
    Path target;
    lock.lock();
    try {
      target = folder().make(Integer.toString(made++));
    } finally {
      lock.unlock();
    }
    try {
      for (Path jar : jars) {
        Path copy = Files.copy(jar, target.resolve(jar.getFileName().toString()));
        trust.requirePinned(jar, PluginTrust.digest(copy));
        requireWhole(jar, copy);
      }
      return target;
    } catch (IOException | RuntimeException e) {
      try {
        PrivateFolder.delete(target);
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw e;
    }
  }

  private static void requireWhole(Path jar, Path copy) throws IOException {
    try (ZipFile zip = new ZipFile(copy.toFile())) {
      if (zip.size() == 0) {
        throw new ZipException("it is empty");
      }
    } catch (ZipException e) {
      throw new IOException(jar.getFileName() + " is no whole jar: " + e.getMessage(), e);
    }
  }

  /** The user's own folder, made when it is first needed: only this user can read or write it. */
  private PrivateFolder folder() throws IOException {
    lock.lock();
    try {
      PrivateFolder there = folder;
      if (there == null) {
        there = PrivateFolder.make();
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
