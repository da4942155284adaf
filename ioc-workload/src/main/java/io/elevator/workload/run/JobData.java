package io.elevator.workload.run;

import io.elevator.workload.data.BlockContent;
import io.elevator.workload.data.VerifyCodec;
import io.elevator.workload.files.OutputFile;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.VerifySpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Generates the data of a job's writes, and verifies the data that its reads return. Used by the
 * job only.
 */
final class JobData {
  private final Job job;
  private final VerifySpec verify;
  private final BlockContent content;
  private final VerifyCodec codec;

  JobData(Job job, BlockContent content, VerifyCodec codec) {
    this.job = job;
    this.verify = job.spec().verify();
    this.content = content;
    this.codec = codec;
  }

  /**
   * Fills the memory of a slot once, when the slot is created. That is enough for jobs that write
   * the same content every time.
   */
  void fillOnce(MemorySegment memory, int bytes) {
    content.fill(memory, bytes, 0);
  }

  /** Fills the block that {@code slot} is about to write. */
  void beforeWrite(IoSlot slot) {
    if (verify.enabled()) {
      codec.fill(slot.memory, slot.bytes, slot.offset, slot.write);
    } else if (content.changes()) {
      content.fill(slot.memory, slot.bytes, slot.offset);
    }
  }

  /**
   * Fills the bytes of the block of {@code slot}. The bytes around the block, in its first and last
   * sector, stay as they were read.
   */
  void fillPart(IoSlot slot) {
    MemorySegment block = slot.block();
    if (verify.enabled()) {
      codec.fill(block, slot.bytes, slot.offset, slot.write);
    } else {
      content.fill(block, slot.bytes, slot.offset);
    }
  }

  /**
   * Returns a description of the mismatch in the block that {@code slot} has read; null if the
   * block is right.
   */
  @Nullable String afterRead(IoSlot slot) {
    String wrong =
        codec.check(slot.block(), slot.bytes, slot.offset, verify.sequence() ? slot.write : -1);
    if (wrong == null) {
      return null;
    }
    Path file = job.spec().files().paths().get(slot.file);
    if (verify.dump()) {
      dump(slot, file);
    }
    return "verify: " + file + ": offset=" + slot.offset + ", length=" + slot.bytes + ": " + wrong;
  }

  /**
   * Writes the block that was read and the expected block to two files, which have fio's names for
   * such files.
   */
  private void dump(IoSlot slot, Path file) {
    String name = file.getFileName() + "." + slot.offset;
    write(Path.of(name + ".received"), slot.block(), slot.bytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment expected = arena.allocate(slot.bytes);
      if (codec.expected(slot.block(), expected, slot.bytes, slot.offset, slot.write)) {
        write(Path.of(name + ".expected"), expected, slot.bytes);
      }
    }
  }

  private static void write(Path path, MemorySegment memory, int bytes) {
    try (OutputFile file = OutputFile.open("verify_dump", path)) {
      ByteBuffer buffer = memory.asSlice(0, bytes).asByteBuffer();
      while (buffer.hasRemaining()) {
        file.channel().write(buffer);
      }
      file.commit();
    } catch (IOException e) {
      throw new RunFailure(path + ": the dump can not be written: " + e.getMessage(), e);
    }
  }
}
