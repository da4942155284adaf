package io.elevator.devices.uring;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.QueueLimits;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.devices.options.BackingFile;
import io.elevator.devices.options.BackingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The device of a uring drive, with the properties found when it was opened; or the folder of a
 * drive that serves files and has no device. Immutable.
 */
final class UringFile implements AutoCloseable {
  private final @Nullable NativeFile file;
  private final Path path;
  private final boolean readOnly;
  private final int unit;
  private final long bytes;
  private final String directRefusal;
  private final QueueLimits limits;

  /**
   * Opens a file. Creates or extends the file if the options give a size.
   *
   * @param wanted options of the drive
   * @throws IOException if the file cannot be used; the message names the file
   */
  UringFile(UringOptions wanted) throws IOException {
    BackingOptions backing = wanted.file();
    path = backing.path();
    readOnly = backing.isReadOnly();
    if (backing.isFolder()) {
      file = null;
      unit = 1;
      directRefusal = "";
      bytes = backing.folderSectors() << 9;
      limits =
          limits(backing.maxSectors(), Math.max(512, wanted.blockSize()), !readOnly, !readOnly);
      return;
    }
    BackingFile.prepare(backing);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    NativeFile opened = null;
    int accepted = 1;
    String refusal = "";
    if (backing.wantsDirect()) {
      try {
        opened = NativeFile.open(path, readOnly, true);
        accepted = opened.directUnit();
      } catch (LinuxException e) {
        refusal = String.valueOf(e.getMessage());
        if (opened != null) {
          opened.close();
          opened = null;
        }
      }
    }
    directRefusal = refusal;
    unit = accepted;
    NativeFile used = opened == null ? NativeFile.open(path, readOnly, false) : opened;
    file = used;
    try {
      int block = wanted.blockSize() == 0 ? Math.max(512, unit) : wanted.blockSize();
      if (block < unit) {
        throw new AttributeException(
            Reason.INVALID,
            "blocksize: "
                + block
                + " is less than the "
                + unit
                + " bytes in which direct I/O"
                + " addresses "
                + path
                + "; leave it out, or give direct=0");
      }
      bytes = BackingFile.usable(backing, used.size(), block);
      limits =
          limits(
              backing.maxSectors(),
              block,
              !readOnly && used.offers(NativeFile.PUNCH_HOLE),
              !readOnly && used.offers(NativeFile.ZERO_RANGE));
    } catch (IOException | RuntimeException e) {
      used.close();
      throw e;
    }
  }

  private static QueueLimits limits(int maxSectors, int block, boolean discards, boolean zeroes) {
    QueueLimits.Builder builder =
        QueueLimits.builder()
            .logicalBlockSize(block)
            .physicalBlockSize(block)
            .maxSectors(Math.max(maxSectors, block >> 9))
            .maxSegments(UringQueue.MOST_PIECES)
            .maxSegmentSize(1 << 30)
            .segmentBoundaryMask(Long.MAX_VALUE)
            .dmaAlignmentMask(0);
    // Each discard and write-zeroes has at most 1 GiB, because it occupies the file system for its
    // whole duration.
    final int longest = 1 << 21;
    if (discards) {
      builder.maxDiscardSectors(longest).discardGranularity(Math.max(block, 4096), 0);
    }
    if (zeroes) {
      builder.maxWriteZeroesSectors(longest);
    }
    return builder.build();
  }

  /** Returns the open file, or null if the drive has no device. */
  @Nullable NativeFile file() {
    return file;
  }

  /** Returns the path of the file. */
  Path path() {
    return path;
  }

  /** Returns whether the file may only be read. */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Returns the alignment of bounce buffers, in bytes, which suits every file of the drive. */
  int bounceAlignment() {
    final int page = 4096;
    final int mostOfAnyFile = 65536;
    return file == null ? mostOfAnyFile : Math.max(page, unit);
  }

  /**
   * Returns the number of bytes of which position, length and memory address of an I/O must be
   * multiples; 1 for buffered I/O.
   */
  int unit() {
    return unit;
  }

  /** Returns the number of bytes of the file that the drive uses. */
  long bytes() {
    return bytes;
  }

  /**
   * Returns the reason why the file system refused direct I/O; empty if it was not refused or not
   * wanted.
   */
  String directRefusal() {
    return directRefusal;
  }

  /** Returns the limits of a request on this file. */
  QueueLimits limits() {
    return limits;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
