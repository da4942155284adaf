package io.elevator.devices.store;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.DriverRequest;
import org.jspecify.annotations.Nullable;

/**
 * One file of a {@link Volume}: its bytes, its length, its place on the drive, and with tracking of
 * power cuts what of them would survive. All bytes behind the length are zero.
 *
 * <p>Thread-safe: each method holds the monitor. The {@link Volume} guards the counts of names,
 * handles and references.
 */
final class FileContents {
  private static final int SECTOR = 512;

  /** Number of the file in order of creation. */
  final long number;

  /** Number of names that the file has now. */
  int names;

  /** Number of open handles. */
  int handles;

  /**
   * Number of names now, names that would be found after a power cut, changes of names that are not
   * durable, and handles. Without any the file is gone.
   */
  int references;

  private final @Nullable FilePages pages;
  private final FileExtents extents;
  private final @Nullable UnsyncedFile unsynced;
  private final Runnable memoryFull;
  private long length;

  /**
   * Creates an empty file.
   *
   * @param pages bytes of the file, or null if the volume stores no bytes
   * @param unsynced record of what a power cut may lose, or null without tracking
   * @param memoryFull called when there is no memory for written bytes
   */
  FileContents(
      long number,
      @Nullable FilePages pages,
      FileExtents extents,
      @Nullable UnsyncedFile unsynced,
      Runnable memoryFull) {
    this.number = number;
    this.pages = pages;
    this.extents = extents;
    this.unsynced = unsynced;
    this.memoryFull = memoryFull;
  }

  /** Returns the length, in bytes. */
  synchronized long length() {
    return length;
  }

  /** Returns the position on the drive of a byte of the file. */
  synchronized long position(long offset) {
    return extents.position(offset);
  }

  /** Returns the amount of memory that the bytes of the file take, in bytes. */
  synchronized long residentBytes() {
    return pages == null ? 0 : pages.pages() * FilePages.PAGE_BYTES;
  }

  /** Returns the amount of the drive's space that the file has taken, in bytes. */
  synchronized long spaceBytes() {
    return extents.bytes();
  }

  /** Takes space for a range of the file; returns false if the drive has too little. */
  synchronized boolean reserve(long position, long bytes) {
    return extents.reserve(position, bytes);
  }

  /**
   * Performs a request of this file, except a flush.
   *
   * @param mostSectors largest number of sectors to perform, for a torn write
   */
  synchronized MediumResult perform(DriverRequest rq, int mostSectors) {
    long most = Math.min(rq.length(), ((long) mostSectors << 9) - (rq.offset() & (SECTOR - 1)));
    switch (rq.opAndFlags() & BioFlags.OPERATION_MASK) {
      case 0 -> {
        return read(rq);
      }
      case 1 -> {
        return MediumResult.of(write(rq, most));
      }
      case 3 -> discard(rq, most);
      case 9 -> {
        return MediumResult.of(writeZeroes(rq, most));
      }
      default -> {
        return MediumResult.of(BioStatus.NOTSUPP);
      }
    }
    return MediumResult.of(BioStatus.OK);
  }

  private MediumResult read(DriverRequest rq) {
    long bytes = Math.max(0, Math.min(rq.length(), length - rq.offset()));
    FilePages data = pages;
    if (data != null) {
      long left = bytes;
      long position = rq.offset();
      for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
        int count = bio.segmentCount();
        for (int i = 0; i < count && left > 0; i++) {
          long run = Math.min(left, bio.segmentBytes(i));
          data.read(position, bio.segment(i), bio.segmentOffset(i), run);
          position += run;
          left -= run;
        }
      }
    }
    return bytes == rq.length() ? MediumResult.of(BioStatus.OK) : MediumResult.ofShort(bytes);
  }

  private BioStatus write(DriverRequest rq, long most) {
    if (most <= 0) {
      return BioStatus.OK;
    }
    long position = rq.offset();
    if (!extents.reserve(position, most)) {
      return BioStatus.NOSPC;
    }
    FilePages data = pages;
    long left = most;
    if (data != null) {
      saveSectors(data, position, most);
      for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
        int count = bio.segmentCount();
        for (int i = 0; i < count && left > 0; i++) {
          long run = Math.min(left, bio.segmentBytes(i));
          if (!write(data, bio, i, position, run)) {
            memoryFull.run();
            return BioStatus.NOSPC;
          }
          position += run;
          left -= run;
        }
      }
    }
    growTo(rq.offset() + most);
    if (unsynced != null && (rq.opAndFlags() & BioFlags.FUA) != 0) {
      unsynced.forced(rq.offset(), most);
    }
    return BioStatus.OK;
  }

  /**
   * Writes a segment. If it throws or there is no memory for it, the bytes behind the length are
   * zero again.
   */
  private boolean write(FilePages data, Bio bio, int segment, long position, long bytes) {
    boolean isWritten = false;
    try {
      isWritten = data.write(position, bio.segment(segment), bio.segmentOffset(segment), bytes);
      return isWritten;
    } finally {
      if (!isWritten && position + bytes > length) {
        data.zero(length, position + bytes - length);
      }
    }
  }

  private void growTo(long end) {
    if (end > length) {
      setLength(end);
    }
  }

  private void setLength(long value) {
    if (unsynced != null && value != length) {
      unsynced.lengthChanged(length, value);
    }
    length = value;
  }

  private void discard(DriverRequest rq, long most) {
    // Each bio is a range of its own, and the ranges need not be adjacent.
    long left = most;
    for (Bio bio = rq.firstBio(); bio != null && left > 0; bio = bio.next()) {
      long bytes = Math.min(left, bio.length());
      zero(bio.offset(), Math.min(bytes, length - bio.offset()));
      if (unsynced == null && bytes > 0) {
        // With tracking the bytes may come back, and need their space then.
        extents.giveBackInside(bio.offset(), bytes);
      }
      left -= bytes;
    }
  }

  private BioStatus writeZeroes(DriverRequest rq, long most) {
    if (most <= 0) {
      return BioStatus.OK;
    }
    if (!extents.reserve(rq.offset(), most)) {
      return BioStatus.NOSPC;
    }
    zero(rq.offset(), most);
    growTo(rq.offset() + most);
    return BioStatus.OK;
  }

  private void zero(long position, long bytes) {
    FilePages data = pages;
    if (data != null && bytes > 0) {
      data.visit(position, bytes, (at, count) -> saveSectors(data, at, count));
      data.zero(position, bytes);
    }
  }

  private void saveSectors(FilePages data, long position, long bytes) {
    UnsyncedFile record = unsynced;
    if (record != null) {
      record.save(data, position, bytes);
    }
  }

  /** Sets the length if it is shorter than a value. */
  synchronized void lengthen(long value) {
    growTo(value);
  }

  /** Sets the length. The bytes behind a shorter length are gone, and so is their space. */
  synchronized void truncate(long value) {
    if (value < length) {
      zero(value, length - value);
      extents.giveBackFrom(value);
    }
    setLength(value);
  }

  /**
   * Makes the bytes of the file durable, and its length if it is needed to read them.
   *
   * @param all whether the length becomes durable even if it is not needed, since it has shrunk
   */
  synchronized void sync(boolean all) {
    UnsyncedFile record = unsynced;
    if (record != null) {
      record.sync(pages, length, all);
    }
  }

  /** Makes the length durable, and no byte. */
  synchronized void saveLength() {
    UnsyncedFile record = unsynced;
    if (record != null) {
      record.saveLength(length);
    }
  }

  /**
   * Cuts the power: bytes and length that are not durable may be lost.
   *
   * @param random source of the draws
   * @param lossShare probability of a loss, from 0 to 1
   * @return number of sectors that have their old contents again
   */
  synchronized int cutPower(SeededRandom random, double lossShare) {
    UnsyncedFile record = unsynced;
    FilePages data = pages;
    if (record == null || data == null) {
      return 0;
    }
    int lost = record.cutPower(data, random, lossShare);
    length = record.durableLength();
    extents.giveBackFrom(length);
    data.zero(length, Long.MAX_VALUE - length);
    // Contents that are back again need space again. If others have taken it, these contents have
    // no place on the drive, which affects the duration of their I/O alone.
    data.visit(
        0,
        length,
        (at, count) -> {
          boolean ignored = extents.reserve(at, count);
        });
    return lost;
  }

  /** Frees the space of a file that can be reached only after a power cut. */
  synchronized void giveSpaceBack() {
    extents.giveBackFrom(0);
  }

  /** Frees the memory of the file, which is gone. */
  synchronized void release() {
    if (pages != null) {
      pages.release();
    }
  }
}
