package io.elevator.workload.files;

import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import io.elevator.workload.pattern.Seeded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates or extends files that are missing or too short and fills them, so that reads find data
 * and writes find allocated blocks. A file that cannot be completed is restored to its former
 * state, so that a disk that was too small does not stay full.
 */
public final class FileLayout {
  /**
   * Size of one write, in bytes: large enough for full speed, and small enough that {@link
   * #stopped} is tested often.
   */
  private static final int CHUNK_BYTES = 1 << 20;

  private final BooleanSupplier stopped;
  private final Consumer<String> news;

  /**
   * Creates a layout, which creates no file yet.
   *
   * @param stopped tested between chunks; true ends the work
   * @param news receiver of messages about the files being created, one line each
   */
  public FileLayout(BooleanSupplier stopped, Consumer<String> news) {
    this.stopped = stopped;
    this.news = news;
  }

  /**
   * Creates or extends the files of {@code plan} as needed.
   *
   * @return false if it was stopped
   * @throws RunFailure if a file could not be created or extended, or if a file system has less
   *     free space than its files need; then nothing was created
   */
  public boolean make(FilePlan plan) {
    requireSpace(plan);
    for (JobFiles job : plan.jobs()) {
      announce(job);
      for (TargetFile file : job.files()) {
        if (file.needsLayout() && !make(file)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Requires that the file systems have space for what the files lack. Existing bytes of a file are
   * not counted, although they may be holes, because nothing fills them before the run.
   */
  private static void requireSpace(FilePlan plan) {
    Map<FileStore, Long> needed = new HashMap<>();
    Set<TargetFile> counted = new HashSet<>();
    for (JobFiles job : plan.jobs()) {
      for (TargetFile file : job.files()) {
        FileStore store = file.needsLayout() && counted.add(file) ? storeOf(file.path()) : null;
        if (store == null) {
          continue;
        }
        long bytes =
            needed.getOrDefault(store, 0L) + file.bytes() - Math.max(file.existingBytes(), 0);
        needed.put(store, bytes);
        long free = freeBytes(store);
        // The sum may exceed the greatest number, and is negative then.
        if (bytes < 0 || bytes > free) {
          throw tooLittleSpace(job, file, bytes, free);
        }
      }
    }
  }

  private static RunFailure tooLittleSpace(JobFiles job, TargetFile file, long bytes, long free) {
    UserError error =
        job.job()
            .spec()
            .given()
            .error(
                file.path()
                    + ": the files up to this one need "
                    + (bytes < 0 ? "more than 2^63-1 bytes" : (bytes >> 20) + " MiB")
                    + " more, and their file system has "
                    + (free >> 20)
                    + " MiB free; nothing was created",
                "size",
                "filesize",
                "offset",
                "offset_increment");
    return new RunFailure(String.valueOf(error.getMessage()), error);
  }

  /** Returns the file system of a file or of the folder it will be in, or null if it is unknown. */
  private static @Nullable FileStore storeOf(Path path) {
    Path there = path.toAbsolutePath();
    while (there != null && Files.notExists(there)) {
      there = there.getParent();
    }
    try {
      return there == null ? null : Files.getFileStore(there);
    } catch (IOException e) {
      // In some containers the list of mounts is missing. Then a full disk is reported when the
      // file is created.
      return null;
    }
  }

  /** Returns the free space in bytes; the greatest number if the file system does not report it. */
  private static long freeBytes(FileStore store) {
    try {
      return store.getTotalSpace() == 0 ? Long.MAX_VALUE : store.getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Reads the files that jobs want in the page cache.
   *
   * @return false if it was stopped
   */
  public boolean preRead(FilePlan plan) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (TargetFile file : plan.files()) {
      if (!file.backed() || !file.preRead()) {
        continue;
      }
      try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
        int read = 0;
        while (read >= 0) {
          if (stopped.getAsBoolean()) {
            return false;
          }
          chunk.clear();
          read = channel.read(chunk);
        }
      } catch (IOException e) {
        throw failure(file.path(), e);
      }
    }
    return true;
  }

  /**
   * Deletes the regular files for which a job has the option {@code unlink}. Device nodes are never
   * deleted.
   */
  public static void unlink(FilePlan plan) {
    for (TargetFile file : plan.files()) {
      if (file.backed() && file.unlink() && Files.isRegularFile(file.path())) {
        remove(file.path(), null);
      }
    }
  }

  /** Reports the number and size of the files to lay out for {@code job}, with fio's wording. */
  private void announce(JobFiles job) {
    int count = 0;
    long bytes = 0;
    for (TargetFile file : job.files()) {
      if (file.needsLayout() && !isLongEnough(file)) {
        count++;
        bytes += file.bytes();
      }
    }
    if (count > 0) {
      news.accept(
          job.job().spec().name()
              + ": Laying out IO file"
              + (count == 1 ? "" : "s")
              + " ("
              + count
              + (count == 1 ? " file" : " files")
              + " / total "
              + (bytes >> 20)
              + "MiB)");
    }
  }

  private static boolean isLongEnough(TargetFile file) {
    try {
      return Files.exists(file.path()) && Files.size(file.path()) >= file.bytes();
    } catch (IOException e) {
      throw failure(file.path(), e);
    }
  }

  private boolean make(TargetFile file) {
    Path path = file.path();
    if (isLongEnough(file)) {
      return true;
    }
    boolean isNew = Files.notExists(path);
    if (isNew && !file.mayCreate()) {
      throw new RunFailure(path + ": no such file, and allow_file_create=0 forbids to make it");
    }
    if (!isNew && !Files.isRegularFile(path)) {
      throw new RunFailure(
          path
              + ": holds "
              + Math.max(file.existingBytes(), 0)
              + " bytes, the job needs "
              + file.bytes()
              + ", and it is no regular file that could be made longer");
    }
    makeFolder(path);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long before = channel.size();
      boolean done = false;
      try {
        done = fill(channel, path, before, file.bytes());
      } finally {
        if (!done) {
          channel.truncate(before);
        }
      }
      if (done) {
        // Forces the data to the device, so that dirty pages are not written out during the run.
        channel.force(true);
        return true;
      }
    } catch (IOException e) {
      if (isNew) {
        remove(path, e);
      }
      throw failure(path, e);
    }
    if (isNew) {
      remove(path, null);
    }
    return false;
  }

  private static void makeFolder(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new RunFailure(
          path + ": its folder " + folder + " can not be made: " + Reason.of(e), e);
    }
  }

  private boolean fill(FileChannel channel, Path path, long from, long to) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.nativeOrder());
    Seeded random = new Seeded(path.getFileName().toString().hashCode());
    for (long position = from; position < to; ) {
      if (stopped.getAsBoolean()) {
        return false;
      }
      chunk.clear();
      while (chunk.remaining() >= Long.BYTES) {
        chunk.putLong(random.next());
      }
      chunk.flip();
      chunk.limit((int) Math.min(CHUNK_BYTES, to - position));
      while (chunk.hasRemaining()) {
        position += channel.write(chunk, position);
      }
    }
    return true;
  }

  private static void remove(Path path, @Nullable Exception cause) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      if (cause == null) {
        throw failure(path, e);
      }
      // The failure of the deletion is only added to the failure of the creation, because the
      // reason for the failed creation is more useful.
      cause.addSuppressed(e);
    }
  }

  private static RunFailure failure(Path path, IOException e) {
    return new RunFailure(path + ": " + Reason.of(e), e);
  }
}
