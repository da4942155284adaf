package io.elevator.integration.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueConfig;
import io.elevator.api.QueueFiles;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import io.elevator.core.time.VirtualTime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A queue in virtual time whose drive serves files, and short methods for I/O on them. */
final class FileScene implements AutoCloseable {
  private static final int MOST_BYTES = 8 << 20;

  final VirtualTime time = new VirtualTime();
  final List<String> defects = new ArrayList<>();
  final BlockLayer layer;
  final RequestQueue queue;
  final QueueFiles files;
  final Task task;
  private final MemorySegment memory = Arena.ofAuto().allocate(MOST_BYTES, 4096);

  /**
   * Opens a drive.
   *
   * @param options driver options as names and values, in turn
   */
  FileScene(String driver, long seed, String... options) {
    layer =
        BlockLayers.builder()
            .time(time)
            .seed(seed)
            .errors((where, defect) -> defects.add(where + ": " + defect))
            .build();
    QueueConfig config = QueueConfig.onDriver(driver);
    for (int i = 0; i < options.length; i += 2) {
      config = config.withDriverOption(options[i], options[i + 1]);
    }
    queue = layer.open(config);
    files = Objects.requireNonNull(queue.files(), driver + " serves files");
    task = layer.tasks().newTask(TaskSpec.named("files"));
  }

  FileHandle open(String path, OpenMode mode) throws IOException {
    return files.open(Path.of(path), mode);
  }

  /** Returns bytes that depend on a number. */
  static byte[] bytes(int count, int number) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (number * 31 + i * 7 + (i >> 8) + 1);
    }
    return bytes;
  }

  BioStatus write(FileHandle file, long offset, byte[] bytes) {
    return write(file, offset, bytes, 0);
  }

  BioStatus write(FileHandle file, long offset, byte[] bytes, int flags) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return queue.submitAndWait(
        layer.newBio().task(task).write(file, offset, memory, 0, bytes.length).flags(flags));
  }

  /** Returns up to {@code count} bytes of a file, fewer at its end. */
  byte[] read(FileHandle file, long offset, int count) {
    memory.asSlice(0, count).fill((byte) 0x5a);
    Bio bio = layer.newBio().task(task).read(file, offset, memory, 0, count);
    assertThat(queue.submitAndWait(bio)).isEqualTo(BioStatus.OK);
    return memory.asSlice(0, bio.transferred()).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Returns all bytes of a file. */
  byte[] readAll(FileHandle file) throws IOException {
    return read(file, 0, Math.toIntExact(files.length(file)) + 1);
  }

  BioStatus discard(FileHandle file, long offset, long bytes) {
    return queue.submitAndWait(layer.newBio().task(task).discard(file, offset, bytes));
  }

  BioStatus writeZeroes(FileHandle file, long offset, long bytes) {
    return queue.submitAndWait(layer.newBio().task(task).writeZeroes(file, offset, bytes));
  }

  BioStatus flush(FileHandle file) {
    return queue.submitAndWait(layer.newBio().task(task).flush(file));
  }

  /** Makes all attributes of a file durable, too. */
  BioStatus flushAll(FileHandle file) {
    return queue.submitAndWait(layer.newBio().task(task).flush(file).flags(BioFlags.META));
  }

  @Override
  public void close() {
    queue.close();
    task.exit();
    time.runDeferred();
    layer.close();
    time.close();
    assertThat(defects).isEmpty();
  }
}
