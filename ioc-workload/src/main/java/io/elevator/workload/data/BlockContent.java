package io.elevator.workload.data;

import io.elevator.workload.job.BytePattern;
import io.elevator.workload.job.ContentSpec;
import io.elevator.workload.pattern.Seeded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Generator of the bytes that a job writes. Not thread-safe. */
public final class BlockContent {
  // The constants below are numbers from which independent seeds are derived, one for each purpose.
  private static final int CHOICES = 1;
  private static final int WORKING_SET = 2;

  private final ContentSpec spec;
  private final long seed;
  private final long workingSet;
  private final Seeded choices;
  private final Seeded bytes = new Seeded(0);
  private long unique;
  private long lastSeed;

  /**
   * Creates the generator of a job.
   *
   * @param spec properties of the bytes, as the job's options ask for them
   * @param workingSetBlocks number of blocks from which duplicates are drawn
   * @param seed seed of the job's content
   */
  public BlockContent(ContentSpec spec, long workingSetBlocks, long seed) {
    this.spec = spec;
    this.seed = spec.global() ? 0 : seed;
    this.workingSet = Math.max(1, workingSetBlocks);
    this.choices = new Seeded(Seeded.derive(seed, CHOICES));
  }

  /**
   * Returns whether the content differs from write to write, so that each write needs a new {@link
   * #fill}.
   */
  public boolean changes() {
    return spec.refills() || pattern() != null;
  }

  private @Nullable BytePattern pattern() {
    return spec.pattern();
  }

  /**
   * Generates the bytes of a block.
   *
   * @param memory memory that receives the bytes at its start
   * @param length length of the block, in bytes
   * @param offset offset of the block in its file, in bytes
   */
  public void fill(MemorySegment memory, int length, long offset) {
    if (spec.zeros()) {
      memory.asSlice(0, length).fill((byte) 0);
      return;
    }
    BytePattern pattern = pattern();
    int percent = spec.compressPercent();
    if (pattern != null && percent < 0) {
      repeat(pattern, memory, 0, length, offset);
      return;
    }
    bytes.restart(nextSeed());
    if (percent <= 0) {
      random(bytes, memory, 0, length);
      return;
    }
    int chunk = spec.compressChunk() == 0 ? length : Math.min(spec.compressChunk(), length);
    for (int at = 0; at < length; at += chunk) {
      int end = Math.min(at + chunk, length);
      int filler = (int) ((long) (end - at) * percent / 100) / Long.BYTES * Long.BYTES;
      random(bytes, memory, at, end - filler);
      if (pattern == null) {
        memory.asSlice(end - filler, filler).fill((byte) 0);
      } else {
        repeat(pattern, memory, end - filler, end, offset);
      }
    }
  }

  /** Returns the seed of the next block. A duplicate block has the seed of an earlier block. */
  private long nextSeed() {
    boolean copy = choices.below(100) < spec.dedupePercent();
    if (spec.workingSet() && spec.dedupePercent() > 0) {
      if (copy && unique >= workingSet) {
        return Seeded.derive(Seeded.derive(seed, WORKING_SET), choices.below(workingSet));
      }
      return Seeded.derive(Seeded.derive(seed, WORKING_SET), unique++);
    }
    if (!copy || unique == 0) {
      lastSeed = Seeded.derive(seed, unique++);
    }
    return lastSeed;
  }

  static void repeat(
      BytePattern pattern, MemorySegment memory, long from, long to, long blockOffset) {
    for (long at = from; at < to; at++) {
      memory.set(ValueLayout.JAVA_BYTE, at, pattern.at(at, blockOffset));
    }
  }

  static void random(Seeded random, MemorySegment memory, long from, long to) {
    long at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, random.next());
    }
    for (long rest = random.next(); at < to; at++, rest >>>= Byte.SIZE) {
      memory.set(ValueLayout.JAVA_BYTE, at, (byte) rest);
    }
  }
}
