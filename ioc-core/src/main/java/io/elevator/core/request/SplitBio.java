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
  private static final VarHandle TRANSFERRED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PIECES = lookup.findVarHandle(SplitBio.class, "pieces", int.class);
      TRANSFERRED = lookup.findVarHandle(SplitBio.class, "transferred", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable CoreBio parent;
  private volatile int pieces;
  private boolean split;

  /** Whether bytes at the front of this bio are done while the rest is not. */
  private boolean trimmed;

  // As it was before the first cut.
  private long wholeStart;
  private long wholeLength;
  private long wholeOffset;
  private int wholeSegments;
  private int wholeVectorStart;
  private long wholeLastSegmentBytes;

  SplitBio() {}

  /** Sets the position in the file or device, and the sort key that belongs to it. */
  abstract void moveTo(long newOffset);

  /**
   * Counts bytes that were moved; pieces of a split bio count for the whole, on several threads at
   * once.
   */
  public final void addTransferred(long moved) {
    if (!split) {
      transferred += moved;
    } else if (moved != 0) {
      long before = (long) TRANSFERRED.getAndAdd(this, moved);
      assert before >= 0;
    }
  }

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
   * Takes bytes that the device has done off the front; the end of the bio makes it whole again.
   */
  final void trimFront(long done) {
    if (!split && !trimmed) {
      noteWhole();
    }
    trimmed = true;
    int ignored = advance(done, null);
  }

  /**
   * Goes on behind bytes at the front. Segments are passed by, not copied: what the bio and its
   * pieces have of one vector are windows on it.
   *
   * @param front the bio that gets the data at the front, or null
   * @return number of data segments looked at
   */
  final int advance(long cutBytes, @Nullable SplitBio front) {
    int looked = 1;
    if (vector == null) {
      memoryOffset += cutBytes;
    } else {
      int passed = 0;
      long left = cutBytes;
      long size = segmentBytes(0);
      while (size < left) {
        left -= size;
        size = segmentBytes(++passed);
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
      if (left == size) {
        memoryOffset = 0;
        passed++;
      } else if (passed == segmentCount - 1) {
        lastSegmentBytes -= left;
      }
      vectorStart += passed;
      segmentCount -= passed;
    }
    moveTo(offset + cutBytes);
    length -= cutBytes;
    return looked;
  }

  private void noteWhole() {
    wholeStart = offset;
    wholeLength = length;
    wholeOffset = memoryOffset;
    wholeSegments = segmentCount;
    wholeVectorStart = vectorStart;
    wholeLastSegmentBytes = lastSegmentBytes;
  }

  /**
   * Restores the offset, length and data that the bio had before anything was taken off its front.
   */
  final void makeWhole() {
    if (!split && !trimmed) {
      return;
    }
    split = false;
    trimmed = false;
    moveTo(wholeStart);
    length = wholeLength;
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
