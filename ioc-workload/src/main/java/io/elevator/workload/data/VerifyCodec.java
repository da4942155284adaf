package io.elevator.workload.data;

import io.elevator.workload.job.BytePattern;
import io.elevator.workload.job.VerifyHeader;
import io.elevator.workload.job.VerifyMethod;
import io.elevator.workload.job.VerifySpec;
import io.elevator.workload.pattern.Seeded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Creates blocks that can be verified, and verifies them. A block consists of one or more
 * intervals, each with a header that contains the interval's offset, the number of its write and
 * the checksum of its bytes. The bytes are generated from a seed in the header, so that a block of
 * an earlier run can be told from a damaged one. Not thread-safe.
 *
 * <p>Format of the header, by offset, all numbers little-endian: 0 magic number, 4 length of the
 * interval, 8 offset in the file, 16 number of the write, 24 seed of the bytes, 32 hash of the
 * method's name, 36 CRC-32C of the header with this field zero, 40 checksum.
 */
public final class VerifyCodec {
  private static final int MAGIC = 0x76636f69;
  private static final int CRC_AT = 36;
  private static final int SUM_AT = 40;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final VerifySpec spec;
  private final long seed;
  private final Seeded bytes = new Seeded(0);
  private final @Nullable MessageDigest digest;

  /**
   * Creates a codec for the blocks of a job.
   *
   * @param spec verification that the job's options ask for
   * @param seed seed of the bytes written
   */
  public VerifyCodec(VerifySpec spec, long seed) {
    this.spec = spec;
    this.seed = seed;
    String algorithm = spec.method().algorithm();
    try {
      digest = algorithm == null ? null : MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }

  /** Fills a block that is about to be written as write number {@code write}. */
  public void fill(MemorySegment memory, int length, long offset, long write) {
    BytePattern pattern = spec.pattern();
    VerifyMethod method = spec.method();
    if (!method.hasHeader()) {
      if (pattern != null) {
        BlockContent.repeat(pattern, memory, 0, length, offset);
      } else {
        bytes.restart(Seeded.derive(seed, write));
        BlockContent.random(bytes, memory, 0, length);
      }
      return;
    }
    int interval = interval(length);
    for (int at = 0; at < length; at += interval) {
      long own = Seeded.derive(Seeded.derive(seed, write), at);
      make(memory.asSlice(at, interval), offset + at, write, own);
    }
  }

  private int interval(int length) {
    return spec.interval() == 0 ? length : spec.interval();
  }

  private void make(MemorySegment part, long offset, long write, long own) {
    BytePattern pattern = spec.pattern();
    if (pattern == null) {
      bytes.restart(own);
      BlockContent.random(bytes, part, 0, part.byteSize());
    } else {
      BlockContent.repeat(pattern, part, 0, part.byteSize(), offset);
    }
    MemorySegment header = part.asSlice(spec.headerOffset(), VerifyHeader.BYTES);
    header.fill((byte) 0);
    header.set(INT, 0, MAGIC);
    header.set(INT, 4, (int) part.byteSize());
    header.set(LONG, 8, offset);
    header.set(LONG, 16, write);
    header.set(LONG, 24, own);
    header.set(INT, 32, spec.method().fioName().hashCode());
    byte[] sum = sum(part);
    MemorySegment.copy(sum, 0, header, ValueLayout.JAVA_BYTE, SUM_AT, sum.length);
    header.set(INT, CRC_AT, crc(header));
  }

  private static int crc(MemorySegment header) {
    CRC32C crc = new CRC32C();
    crc.update(header.asByteBuffer());
    return (int) crc.getValue();
  }

  /** Returns the checksum of all bytes of an interval except its header. */
  private byte[] sum(MemorySegment part) {
    ByteBuffer before = part.asSlice(0, spec.headerOffset()).asByteBuffer();
    ByteBuffer behind = part.asSlice(spec.headerOffset() + VerifyHeader.BYTES).asByteBuffer();
    MessageDigest wanted = digest;
    if (wanted != null) {
      wanted.update(before);
      wanted.update(behind);
      return wanted.digest();
    }
    Checksum crc =
        switch (spec.method()) {
          case CRC32 -> new CRC32();
          case CRC32C -> new CRC32C();
          default -> null;
        };
    if (crc == null) {
      return new byte[0];
    }
    crc.update(before);
    crc.update(behind);
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc.getValue())
        .array();
  }

  /**
   * Checks a block that was read.
   *
   * @param memory bytes of the block
   * @param length length of the block, in bytes
   * @param offset offset of the block in its file, in bytes
   * @param write number of the write that must have written the block, −1 if any number is accepted
   * @return description of the mismatch, null if the block is right
   */
  public @Nullable String check(MemorySegment memory, int length, long offset, long write) {
    VerifyMethod method = spec.method();
    if (method == VerifyMethod.NULL || method == VerifyMethod.NONE) {
      return null;
    }
    if (method == VerifyMethod.PATTERN) {
      return checkPattern(memory, length, offset);
    }
    int interval = interval(length);
    for (int at = 0; at < length; at += interval) {
      String wrong = checkPart(memory.asSlice(at, interval), offset + at, write);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private @Nullable String checkPattern(MemorySegment memory, int length, long offset) {
    BytePattern pattern = spec.pattern();
    if (pattern == null) {
      return null;
    }
    for (int at = 0; at < length; at++) {
      byte found = memory.get(ValueLayout.JAVA_BYTE, at);
      byte expected = pattern.at(at, offset);
      if (found != expected) {
        return String.format(
            "pattern: byte %d of the block is 0x%02x, expected 0x%02x", at, found, expected);
      }
    }
    return null;
  }

  private @Nullable String checkPart(MemorySegment part, long offset, long write) {
    MemorySegment header = part.asSlice(spec.headerOffset(), VerifyHeader.BYTES);
    if (header.get(INT, 0) != MAGIC) {
      return String.format(
          "no header: it begins with 0x%08x, expected 0x%08x", header.get(INT, 0), MAGIC);
    }
    int crc = header.get(INT, CRC_AT);
    header.set(INT, CRC_AT, 0);
    int actual = crc(header);
    header.set(INT, CRC_AT, crc);
    if (actual != crc) {
      return String.format("header: its checksum is 0x%08x, expected 0x%08x", actual, crc);
    }
    if (header.get(INT, 4) != part.byteSize()) {
      return "header: for " + header.get(INT, 4) + " bytes, expected " + part.byteSize();
    }
    if (header.get(LONG, 8) != offset) {
      return "header: of offset " + header.get(LONG, 8) + ", expected " + offset;
    }
    if (header.get(INT, 32) != spec.method().fioName().hashCode()) {
      return "header: of another method than " + spec.method().fioName();
    }
    if (write >= 0 && header.get(LONG, 16) != write) {
      return "header: of write " + header.get(LONG, 16) + ", expected " + write;
    }
    byte[] expected =
        header.asSlice(SUM_AT, spec.method().checksumBytes()).toArray(ValueLayout.JAVA_BYTE);
    return Arrays.equals(expected, sum(part))
        ? null
        : spec.method().fioName() + ": the bytes do not sum up to what the header says";
  }

  /**
   * Reconstructs the block that should have been read.
   *
   * @param found block that was read
   * @param into memory for the reconstructed block
   * @param length length of the block, in bytes
   * @param offset offset of the block in its file, in bytes
   * @param write number of the write that must have written the block, −1 to take the number from
   *     the header
   * @return false if the header of the block that was read does not contain what is needed
   */
  public boolean expected(
      MemorySegment found, MemorySegment into, int length, long offset, long write) {
    long number = write;
    if (number < 0 && spec.method().hasHeader()) {
      MemorySegment header = found.asSlice(spec.headerOffset(), VerifyHeader.BYTES);
      if (header.get(INT, 0) != MAGIC) {
        return false;
      }
      int interval = interval(length);
      for (int at = 0; at < length; at += interval) {
        MemorySegment there = found.asSlice(at + spec.headerOffset(), VerifyHeader.BYTES);
        make(into.asSlice(at, interval), offset + at, there.get(LONG, 16), there.get(LONG, 24));
      }
      return true;
    }
    fill(into, length, offset, Math.max(number, 0));
    return true;
  }
}
