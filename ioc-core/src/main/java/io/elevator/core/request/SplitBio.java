package io.elevator.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bio from whose front pieces can be cut off, and which is whole again at its end. Pieces end on
 * any thread: {@link #pieces} atomically counts the pieces and the bio that they were cut off, and
 * the thread that decrements it to 0 ends the bio. All other state belongs to the owner of the bio.
 */
abstract class SplitBio extends BioResult {
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

  /** Whether the driver has done bytes at the front of this bio, and not yet all of its bytes. */
  private boolean trimmed;

  // The fields below store the offset and the length before the first cut, in bytes.
  private long wholeStart;
  private long wholeLength;

  SplitBio() {}

  /**
   * Sets the position of this bio in the file or device, and the sort key that belongs to the
   * position.
   */
  abstract void moveTo(long newOffset);

  /**
   * Adds to the number of bytes that were moved. Pieces of a split bio add to it on several threads
   * at once.
   */
  public final void addTransferred(long moved) {
    addTransferred(moved, split);
  }

  /** Returns the bio that this piece was cut off; null if this bio is no piece. */
  public final @Nullable CoreBio parent() {
    return parent;
  }

  /** Returns whether pieces were cut off the front of this bio since its submission. */
  public final boolean isSplit() {
    return split;
  }

  /** Counts a piece that is being cut off the front. */
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
   * Counts the end of a piece of this bio, or of what is left of this bio behind its pieces.
   *
   * @return whether all have ended, so that the bio ends now
   */
  public final boolean pieceEnded() {
    return (int) PIECES.getAndAdd(this, -1) == 1;
  }

  /** Removes bytes that the driver has done from the front; {@link #makeWhole} restores them. */
  final void trimFront(long done) {
    if (!split && !trimmed) {
      noteWhole();
    }
    trimmed = true;
    int ignored = advance(done, null);
  }

  /**
   * Moves the start of this bio behind bytes at its front.
   *
   * @param cutBytes number of bytes, fewer than the length
   * @param front bio that gets the data at the front, or null
   * @return number of data segments that hold these bytes
   */
  final int advance(long cutBytes, @Nullable SplitBio front) {
    int looked = memory.advance(cutBytes, front == null ? null : front.memory);
    moveTo(offset + cutBytes);
    length -= cutBytes;
    return looked;
  }

  private void noteWhole() {
    wholeStart = offset;
    wholeLength = length;
    memory.noteWhole();
  }

  /**
   * Restores the offset, length and data that the bio had before pieces or bytes were removed from
   * its front.
   */
  final void makeWhole() {
    if (!split && !trimmed) {
      return;
    }
    split = false;
    trimmed = false;
    moveTo(wholeStart);
    length = wholeLength;
    memory.makeWhole();
  }

  /** Clears the link to the bio that this piece was cut off. */
  final void forgetPieces() {
    trimmed = false;
    parent = null;
  }
}
