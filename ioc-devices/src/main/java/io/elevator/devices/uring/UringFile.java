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

/** The file behind a drive, and what was found out about it when it was opened. Immutable. */
final class UringFile implements AutoCloseable {
  private final NativeFile file;
  private final Path path;
  private final boolean readOnly;
  private final int unit;
  private final long bytes;
  private final String directRefusal;
  private final QueueLimits limits;

  /**
   * Opens a file; makes or extends it if a size asks for that.
   *
   * @throws IOException if it cannot be used; the message names it
   */
  UringFile(UringOptions wanted) throws IOException {
    BackingOptions backing = wanted.file();
    path = backing.path();
    readOnly = backing.isReadOnly();
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
    file = opened == null ? NativeFile.open(path, readOnly, false) : opened;
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
      bytes = BackingFile.usable(backing, file.size(), block);
      limits = limits(backing.maxSectors(), block);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private QueueLimits limits(int maxSectors, int block) throws IOException {
    QueueLimits.Builder builder =
        QueueLimits.builder()
            .logicalBlockSize(block)
            .physicalBlockSize(block)
            .maxSectors(Math.max(maxSectors, block >> 9))
            .maxSegments(UringQueue.MOST_PIECES)
            .maxSegmentSize(1 << 30)
            .segmentBoundaryMask(Long.MAX_VALUE)
            .dmaAlignmentMask(0);
    // Of 1 GiB each: a long one occupies the file system for as long as it takes.
    final int longest = 1 << 21;
    if (!readOnly && file.offers(NativeFile.PUNCH_HOLE)) {
      builder.maxDiscardSectors(longest).discardGranularity(Math.max(block, 4096), 0);
    }
    if (!readOnly && file.offers(NativeFile.ZERO_RANGE)) {
      builder.maxWriteZeroesSectors(longest);
    }
    return builder.build();
  }

  /** Returns the open file. */
  NativeFile file() {
    return file;
  }

  /** Returns the path. */
  Path path() {
    return path;
  }

  /** Whether it may only be read. */
  boolean isReadOnly() {
    return readOnly;
  }

  /** Returns in what unit position, length and address of an I/O are counted; 1 when buffered. */
  int unit() {
    return unit;
  }

  /** Returns how much of it the drive uses. */
  long bytes() {
    return bytes;
  }

  /** Returns why direct I/O was refused, empty if it was not or was not wanted. */
  String directRefusal() {
    return directRefusal;
  }

  /** Returns what a request may look like. */
  QueueLimits limits() {
    return limits;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
