package io.elevator.core.request;

import io.elevator.api.Bio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bio of which front pieces can be cut off, and which is whole again at its end. The pieces end
 * on any thread: {@link #pieces} counts them and the rest, atomically, and the thread that takes it
 * to 0 ends the whole. All else belongs to the owner of the bio.
 */
abstract class SplitBio extends Bio {
  private static final VarHandle PIECES;

  static {
    try {
      PIECES = MethodHandles.lookup().findVarHandle(SplitBio.class, "pieces", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable CoreBio parent;
  private volatile int pieces;
  private boolean split;

  /** Whether sectors at the front of this bio are done while the rest is not. */
  private boolean trimmed;

  // As it was before the first cut.
  private long wholeSector;
  private long wholeBytes;
  private long wholeOffset;
  private int wholeSegments;
  private int wholeVectorStart;
  private long wholeLastSegmentBytes;

  SplitBio() {}

  /** Returns the bio that this one is a front piece of, or null. */
  public final @Nullable CoreBio parent() {
    return parent;
  }

  /** Whether front pieces were cut off this bio since its submission. */
  public final boolean isSplit() {
    return split;
  }

  /** Counts a front piece that is being cut off. */
  final void addPiece(CoreBio front) {
    if (!split) {
      noteWhole();
      split = true;
      pieces = 1;
    }
    int before = (int) PIECES.getAndAdd(this, 1);
    if (before < 1) {
      throw new IllegalStateException("the bio " + this + " is split after its end");
    }
    ((SplitBio) front).parent = (CoreBio) this;
  }

  /**
   * Called when a piece of this bio, or its rest, has ended.
   *
   * @return whether that was the last one, so that the whole bio ends now
   */
  public final boolean pieceEnded() {
    return (int) PIECES.getAndAdd(this, -1) == 1;
  }

  /**
   * Takes sectors that the device has done off the front; the end of the bio makes it whole again.
   */
  final void trimFront(long sectors) {
    if (!split && !trimmed) {
      noteWhole();
    }
    trimmed = true;
    int ignored = advance(sectors, null);
  }

  /**
   * Goes on behind sectors and data at the front. Segments are passed by, not copied: what the bio
   * and its pieces have of one vector are windows on it.
   *
   * @param front the bio that gets the data at the front, or null
   * @return number of data segments looked at
   */
  final int advance(long sectors, @Nullable SplitBio front) {
    long cutBytes = sectors << 9;
    int looked = 1;
    if (vector == null) {
      memoryOffset += cutBytes;
    } else {
      int passed = 0;
      long left = cutBytes;
      long length = segmentBytes(0);
      while (length < left) {
        left -= length;
        length = segmentBytes(++passed);
      }
      looked = passed + 1;
      if (front != null) {
        front.segmentCount = passed + 1;
        front.lastSegmentBytes = left;
      }
      if (passed > 0) {
        memoryOffset = 0;
      }
      memoryOffset += left;
      if (left == length) {
        memoryOffset = 0;
        passed++;
      } else if (passed == segmentCount - 1) {
        lastSegmentBytes -= left;
      }
      vectorStart += passed;
      segmentCount -= passed;
    }
    sector += sectors;
    bytes -= cutBytes;
    return looked;
  }

  private void noteWhole() {
    wholeSector = sector;
    wholeBytes = bytes;
    wholeOffset = memoryOffset;
    wholeSegments = segmentCount;
    wholeVectorStart = vectorStart;
    wholeLastSegmentBytes = lastSegmentBytes;
  }

  /**
   * Restores the sector, length and data that the bio had before anything was taken off its front.
   */
  final void makeWhole() {
    if (!split && !trimmed) {
      return;
    }
    split = false;
    trimmed = false;
    sector = wholeSector;
    bytes = wholeBytes;
    memoryOffset = wholeOffset;
    segmentCount = wholeSegments;
    vectorStart = wholeVectorStart;
    lastSegmentBytes = wholeLastSegmentBytes;
  }

  /** Clears the link to the bio that this one is a front piece of. */
  final void forgetPieces() {
    trimmed = false;
    parent = null;
  }
}
