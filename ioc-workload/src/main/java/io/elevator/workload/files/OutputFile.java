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
 * A file that the command writes, complete or not at all: the text goes to a temporary file in the
 * same folder, and {@link #commit} renames it. Until then the old file stays as it was, and {@link
 * #close} without a commit leaves no trace.
 *
 * <p>The new file takes the mode, the owner and the group of the old one. Where they cannot be
 * kept, where the old file has other names (hard links), or where the folder takes no new file, the
 * temporary file lies in the system's temporary folder, and {@link #commit} copies it over the old
 * content, as it does where the file can not be replaced by renaming. Pipes, terminals, character
 * devices and what {@code /dev/stdout} leads to are written directly, see {@link PipeOutput}. Not
 * thread-safe, but for {@link #deleteUnfinished}.
 */
public final class OutputFile implements AutoCloseable {
  private static final int MODE_TYPE = 0170000;
  private static final int MODE_BLOCK_DEVICE = 0060000;

  /** The temporary files of this process that are neither committed nor deleted yet. */
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  private final String option;
  private final Path path;
  private final Path target;

  /** The file that is being written, to be renamed or copied; null where the target is written. */
  private final @Nullable Path temporary;

  private final boolean copied;

  /** The output that is written directly; null where there is a temporary file. */
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
   * Opens an output; the file {@code path} itself is not touched before {@link #commit}. A named
   * pipe is open when it has a reader, for which this method waits.
   *
   * @param option the option that names the file, for messages
   * @throws RunFailure if the file cannot be written
   */
  public static OutputFile open(String option, Path path) {
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
      return replacing(option, path, target);
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  private static OutputFile direct(String option, Path path, Path target) throws IOException {
    if (isBlockDevice(target)) {
      throw failure(option, path, "is a block device, expected a file");
    }
    // Appending: standard output may lead to a file that already has the beginning of the report.
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
    // No attributes: a new file gets the mode that the user's mask leaves of 0666.
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
        // The folder takes no new file, the old one can be written: it is, below.
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

  /** Gives the temporary file the attributes of the target; false if that is not allowed. */
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
      // The user may not give files away: the old file itself has to take the new content.
      return false;
    }
  }

  /** Returns the writer of the text. */
  public Writer writer() {
    return writer;
  }

  /**
   * Writes a text.
   *
   * @throws RunFailure if it could not be written
   */
  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw failure(option, path, e);
    }
  }

  /** Returns the channel of the bytes, for content that is no text. */
  public WritableByteChannel channel() {
    return channel;
  }

  /**
   * Reports a failure that a print writer over {@link #writer} has hidden.
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
   * Puts what was written in the place of the old file.
   *
   * @throws RunFailure if it could not be written. The old file is as it was, unless the message
   *     says where the complete new content is
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
        // Otherwise a power failure could leave the new name with nothing behind it.
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
      // The file is a mount point, as containers have them, or the folder has been closed since the
      // opening: the file can still take the new content.
      if (!Files.isRegularFile(target)) {
        throw e;
      }
      overwrite(made);
    }
  }

  /** Copies the temporary file over the target; keeps it if that fails, maybe half way. */
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

  /** Deletes what was written, unless it was committed. */
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
   * Deletes all temporary files of this process that are not committed. Called when the process
   * ends by a signal; any thread.
   *
   * @return the files that could not be deleted, each with the reason
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
