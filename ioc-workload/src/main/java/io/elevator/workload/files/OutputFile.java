package io.elevator.workload.files;

import io.elevator.workload.input.RunFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Output file that is written completely or not at all: the content goes to a temporary file in the
 * same directory, and {@link #commit} renames it. Until then the old file is unchanged, and {@link
 * #close} without a commit deletes the temporary file.
 *
 * <p>The new file gets the mode, owner and group of the old one. If these cannot be set, if the old
 * file has further hard links, or if the directory does not allow new files, the temporary file is
 * in the system's temporary directory, and {@link #commit} copies it over the old content. It also
 * copies if the rename fails. Pipes, terminals, character devices and the target of {@code
 * /dev/stdout} are written directly, see {@link PipeOutput}. Not thread-safe, except {@link
 * #deleteUnfinished}.
 */
public final class OutputFile implements AutoCloseable {
  private static final int MODE_TYPE = 0170000;
  private static final int MODE_BLOCK_DEVICE = 0060000;

  private static final LoopImages LOOP_IMAGES = new LoopImages(Path.of("/sys/block"));

  /** Temporary files of this process that were neither committed nor deleted. */
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  private final String option;
  private final Path path;
  private final Path target;

  /** Temporary file that commit renames or copies; null if the target is written directly. */
  private final @Nullable Path temporary;

  private final boolean copied;

  /** Output for a target that is written directly; null if there is a temporary file. */
  private final @Nullable PipeOutput pipe;

  private final WritableByteChannel channel;
  private final BufferedWriter writer;
  private boolean ended;

  private OutputFile(
      String option,
      Path path,
      Path target,
      @Nullable Path temporary,
      boolean copied,
      @Nullable PipeOutput pipe,
      WritableByteChannel channel) {
    this.option = option;
    this.path = path;
    this.target = target;
    this.temporary = temporary;
    this.copied = copied;
    this.pipe = pipe;
    this.channel = channel;
    this.writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
  }

  /**
   * Opens an output; the file {@code path} itself is unchanged until {@link #commit}. For a named
   * pipe this method waits until the pipe has a reader.
   *
   * @param option option that names the file, for messages
   * @param path path of the file
   * @throws RunFailure if the file cannot be written
   */
  public static OutputFile open(String option, Path path) {
    return open(option, path, LOOP_IMAGES);
  }

  /** Opens an output as {@link #open(String, Path)} does, with a given search for loop devices. */
  static OutputFile open(String option, Path path, LoopImages images) {
    try {
      Path target = SameFile.end(path);
      if (SameFile.isOpenFile(target)) {
        return direct(option, path, target);
      }
      if (!Files.exists(target)) {
        return beside(option, path, target);
      }
      if (Files.isDirectory(target)) {
        throw failure(option, path, "is a directory, expected a file");
      }
      if (!Files.isRegularFile(target)) {
        return direct(option, path, target);
      }
      if (!Files.isWritable(target)) {
        throw new AccessDeniedException(target.toString());
      }
      String loop = images.deviceOf(target);
      if (loop != null) {
        throw failure(option, path, "is the image of " + loop + "; write to another file");
      }
      return replacing(option, path, target);
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  /**
   * Checks that {@link #open} would succeed, and leaves no file behind. Does not wait for the
   * reader of a pipe.
   *
   * @param option option that names the file, for messages
   * @param path path of the file
   * @throws RunFailure if the file cannot be written
   */
  public static void requireWritable(String option, Path path) {
    try {
      Path target = SameFile.end(path);
      if (SameFile.isOpenFile(target) || isPipeOrDevice(target)) {
        requireDirect(option, path, target);
      } else {
        open(option, path).close();
      }
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  private static boolean isPipeOrDevice(Path target) {
    return Files.exists(target) && !Files.isDirectory(target) && !Files.isRegularFile(target);
  }

  private static void requireDirect(String option, Path path, Path target) throws IOException {
    if (isBlockDevice(target)) {
      throw failure(option, path, "is a block device, expected a file");
    }
    if (!Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
  }

  private static OutputFile direct(String option, Path path, Path target) throws IOException {
    requireDirect(option, path, target);
    // The stream appends, because standard output may be a file that already contains the beginning
    // of the report.
    PipeOutput pipe =
        new PipeOutput(() ->
            Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    return new OutputFile(option, path, target, null, false, pipe, Channels.newChannel(pipe));
  }

  private static boolean isBlockDevice(Path target) throws IOException {
    if (!target.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return false;
    }
    int mode = (int) Files.getAttribute(target, "unix:mode");
    return (mode & MODE_TYPE) == MODE_BLOCK_DEVICE;
  }

  private static OutputFile beside(String option, Path path, Path target) throws IOException {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary = target.resolveSibling(".ioc-" + random + ".tmp");
    // The file is created without attributes, so that it gets mode 0666 reduced by the user's
    // umask.
    return temporary(option, path, target, temporary, false, StandardOpenOption.CREATE_NEW);
  }

  private static OutputFile replacing(String option, Path path, Path target) throws IOException {
    if (links(target) <= 1) {
      try {
        OutputFile file = beside(option, path, target);
        if (file.takesAttributes()) {
          return file;
        }
        file.close();
      } catch (AccessDeniedException e) {
        // The directory allows no new file, but the old file is writable. So commit overwrites the
        // old file.
        return overwriting(option, path, target);
      }
    }
    return overwriting(option, path, target);
  }

  private static OutputFile overwriting(String option, Path path, Path target) throws IOException {
    Path temporary = Files.createTempFile("ioc-", ".tmp");
    return temporary(option, path, target, temporary, true, StandardOpenOption.WRITE);
  }

  private static OutputFile temporary(
      String option,
      Path path,
      Path target,
      Path temporary,
      boolean copied,
      StandardOpenOption create)
      throws IOException {
    UNFINISHED.add(temporary);
    try {
      FileChannel channel = FileChannel.open(temporary, create, StandardOpenOption.WRITE);
      return new OutputFile(option, path, target, temporary, copied, null, channel);
    } catch (IOException e) {
      UNFINISHED.remove(temporary);
      throw e;
    }
  }

  private static int links(Path target) throws IOException {
    return target.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (int) Files.getAttribute(target, "unix:nlink")
        : 1;
  }

  /**
   * Copies the owner, group and mode of the target to the temporary file.
   *
   * @return false if the user may not set one of them
   */
  private boolean takesAttributes() throws IOException {
    PosixFileAttributeView from = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    PosixFileAttributeView to =
        temporary == null
            ? null
            : Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (from == null || to == null) {
      return true;
    }
    PosixFileAttributes old = from.readAttributes();
    PosixFileAttributes made = to.readAttributes();
    try {
      if (!made.owner().equals(old.owner())) {
        to.setOwner(old.owner());
      }
      if (!made.group().equals(old.group())) {
        to.setGroup(old.group());
      }
      to.setPermissions(old.permissions());
      return true;
    } catch (IOException e) {
      // The user may not change the owner, so commit must overwrite the content of the old file.
      return false;
    }
  }

  /** Returns the writer for text content. */
  public Writer writer() {
    return writer;
  }

  /**
   * Writes a text to the output.
   *
   * @throws RunFailure if the text could not be written
   */
  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  /** Returns the channel for binary content. */
  public WritableByteChannel channel() {
    return channel;
  }

  /**
   * Reports a failure that a print writer on top of {@link #writer} has hidden.
   *
   * @throws RunFailure if a pipe or device could not be written
   */
  public void check() {
    try {
      if (pipe != null) {
        pipe.check();
      }
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  /**
   * Replaces the content of the old file by the content that was written to this output.
   *
   * @throws RunFailure if that failed. The old file is unchanged, unless the message names the file
   *     that contains the complete new content
   */
  public void commit() {
    check();
    try {
      writer.flush();
      Path made = temporary;
      if (made == null) {
        channel.close();
      } else if (copied) {
        channel.close();
        overwrite(made);
      } else {
        // Forces the data before the rename; otherwise a power failure could leave the new name
        // with an empty file.
        ((FileChannel) channel).force(true);
        channel.close();
        rename(made);
      }
      ended = true;
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  private void rename(Path made) throws IOException {
    try {
      Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
      UNFINISHED.remove(made);
    } catch (FileSystemException e) {
      // The rename fails if the file is a mount point, as in containers, or if the directory was
      // made read-only after the file was opened. The file itself can still be overwritten.
      if (!Files.isRegularFile(target)) {
        throw e;
      }
      overwrite(made);
    }
  }

  /**
   * Copies the temporary file over the target. If that fails, possibly after a part was copied, the
   * temporary file stays, and the message names it.
   */
  private void overwrite(Path made) throws IOException {
    try (FileChannel in = FileChannel.open(made, StandardOpenOption.READ);
        FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE)) {
      for (long at = 0; at < in.size(); ) {
        at += in.transferTo(at, in.size() - at, out);
      }
      out.truncate(in.size());
    } catch (IOException e) {
      ended = true;
      UNFINISHED.remove(made);
      String words = failure(option, path, e).getMessage();
      throw new RunFailure(words + "; the complete new content is in " + made, e);
    }
    Files.delete(made);
    UNFINISHED.remove(made);
  }

  /** Deletes the temporary file, unless the output was committed. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      channel.close();
      Path made = temporary;
      if (made != null) {
        Files.deleteIfExists(made);
        UNFINISHED.remove(made);
      }
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  /**
   * Deletes all temporary files of this process that are not committed. Called from any thread when
   * a signal ends the process.
   *
   * @return files that could not be deleted, each with the reason
   */
  public static List<String> deleteUnfinished() {
    List<String> left = new ArrayList<>();
    UNFINISHED.removeIf(each -> {
      try {
        Files.deleteIfExists(each);
        return true;
      } catch (IOException e) {
        left.add(each + ": could not be deleted: " + Reason.of(e));
        return false;
      }
    });
    return left;
  }

  private static RunFailure failure(String option, Path path, IOException e) {
    boolean noFolder = e instanceof NoSuchFileException;
    return new RunFailure(
        option
            + ": "
            + path
            + ": "
            + (noFolder ? "no such file or directory" : Reason.of(e).toLowerCase(Locale.ROOT)),
        e);
  }

  private static RunFailure failure(String option, Path path, String reason) {
    return new RunFailure(option + ": " + path + ": " + reason);
  }
}
