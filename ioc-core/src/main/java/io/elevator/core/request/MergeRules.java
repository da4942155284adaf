package io.elevator.core.request;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.spi.MergeKind;
import org.jspecify.annotations.Nullable;

/**
 * The rules and limits for merging bios and requests. This class has no state. Source: behaviour of
 * Linux 6.1 {@code blk-merge.c}; unlike there, secure erase has its own limit.
 */
public final class MergeRules {
  private MergeRules() {}

  /** Result of an attempt to merge a bio into an adjacent request. */
  public enum Outcome {
    /** MERGED: the bio was joined to the request. */
    MERGED,
    /** REFUSED: a limit forbids the merge; no other request is tried. */
    REFUSED
  }

  /**
   * Initialises the classes that a merge needs. Without this call, the first use of a class could
   * come when memory is exhausted; the initialisation would fail, and the class could never be used
   * again.
   */
  public static void load() {
    var ignored = new Object[] {MergeKind.BACK, Outcome.MERGED};
  }

  /**
   * Returns whether the properties of a bio and a request allow to merge them. Position and limits
   * are checked elsewhere.
   */
  public static boolean compatible(CoreRequest rq, CoreBio bio) {
    return compatible(rq, bio, false);
  }

  /**
   * Returns whether the bio may be merged into the request, as {@link #compatible(CoreRequest,
   * CoreBio)}.
   *
   * @param metaSeparates whether metadata is not merged with other I/O, as in a Linux 6.1 built
   *     with control groups
   */
  static boolean compatible(CoreRequest rq, CoreBio bio, boolean metaSeparates) {
    int rqFlags = rq.opAndFlags();
    int bioFlags = bio.opAndFlags();
    return ((rqFlags ^ bioFlags) & BioFlags.OPERATION_MASK) == 0
        && rq.priority() == bio.priority()
        && rq.group() == bio.group()
        && rq.file() == bio.file()
        && (!metaSeparates || ((rqFlags ^ bioFlags) & BioFlags.META) == 0)
        && BioFlags.mayMerge(bioFlags)
        && rq.isMergeable();
  }

  /**
   * Returns the side of the request on which a bio is adjacent to it, or null if it is not
   * adjacent. Any two discards count as adjacent if the device takes several ranges.
   */
  public static @Nullable MergeKind adjacency(CoreRequest rq, CoreBio bio, QueueLimits limits) {
    if (isMultiRangeDiscard(rq.opAndFlags(), limits)) {
      return MergeKind.DISCARD;
    }
    if (rq.endOffset() == bio.offset()) {
      return MergeKind.BACK;
    }
    if (rq.offset() == bio.endOffset()) {
      return MergeKind.FRONT;
    }
    return null;
  }

  /**
   * Joins an adjacent bio to the request if the limits allow that. If the limit on the length or on
   * the number of segments forbids it, the request is marked as unmergeable.
   */
  public static Outcome join(CoreRequest rq, CoreBio bio, MergeKind kind, QueueLimits limits) {
    long start = kind == MergeKind.FRONT ? bio.offset() : rq.offset();
    if (kind != MergeKind.DISCARD && leavesGap(rq, bio, kind, limits)) {
      return Outcome.REFUSED;
    }
    boolean discard = isDiscard(rq.opAndFlags());
    int added = discard ? 0 : bio.countedSegments();
    boolean segmentsFit =
        kind == MergeKind.DISCARD
            ? ranges(rq) < limits.maxDiscardSegments()
            : discard || rq.segments() + added <= limits.maxSegments();
    if (!segmentsFit || rq.length() + bio.length() > maxBytes(rq.opAndFlags(), start, limits)) {
      rq.set(CoreRequest.UNMERGEABLE);
      return Outcome.REFUSED;
    }
    if (!bio.takeOffer()) {
      return Outcome.REFUSED;
    }
    // This is no switch: the compiler would generate a class for a switch, and there may be no
    // memory for loading it.
    if (kind == MergeKind.FRONT) {
      rq.prepend(bio, added);
    } else {
      rq.append(bio, kind == MergeKind.BACK ? added : ranges(rq) + 1 - rq.segments());
    }
    return Outcome.MERGED;
  }

  /**
   * Returns whether two queued requests can be merged. If they cannot, neither of them is marked as
   * unmergeable.
   */
  static boolean unitable(
      CoreRequest rq, CoreRequest next, QueueLimits limits, boolean metaSeparates) {
    int flags = rq.opAndFlags();
    if (rq == next
        || !rq.isMergeable()
        || !next.isMergeable()
        || ((flags ^ next.opAndFlags()) & BioFlags.OPERATION_MASK) != 0
        || rq.priority() != next.priority()
        || rq.group() != next.group()
        || rq.file() != next.file()
        || (metaSeparates && ((flags ^ next.opAndFlags()) & BioFlags.META) != 0)) {
      return false;
    }
    if (rq.length() + next.length() > maxBytes(flags, rq.offset(), limits)) {
      return false;
    }
    if (isMultiRangeDiscard(flags, limits)) {
      return ranges(rq) + ranges(next) <= limits.maxDiscardSegments();
    }
    int mostSegments = isDiscard(flags) ? limits.maxDiscardSegments() : limits.maxSegments();
    return rq.endOffset() == next.offset()
        && rq.segments() + next.segments() <= mostSegments
        && !leavesGap(rq.firstBio(), rq.lastBio(), next.firstBio(), limits);
  }

  /**
   * Returns the greatest number of bytes that a request may have.
   *
   * @param opAndFlags operation and flags of the request
   * @param start offset at which it starts, in bytes
   */
  public static long maxBytes(int opAndFlags, long start, QueueLimits limits) {
    int code = opAndFlags & BioFlags.OPERATION_MASK;
    if (code == Operation.DISCARD.code()) {
      return bytes(Math.min(limits.maxDiscardSectors(), QueueLimits.MOST_SECTORS));
    }
    if (code == Operation.SECURE_ERASE.code()) {
      return bytes(Math.min(limits.maxSecureEraseSectors(), QueueLimits.MOST_SECTORS));
    }
    long most =
        bytes(
            code == Operation.WRITE_ZEROES.code()
                ? limits.maxWriteZeroesSectors()
                : limits.maxSectors());
    long chunk = bytes(limits.chunkSectors());
    return chunk == 0 ? most : Math.min(most, chunk - Math.floorMod(start, chunk));
  }

  private static long bytes(int sectors) {
    return (long) sectors << 9;
  }

  private static boolean isDiscard(int opAndFlags) {
    return (opAndFlags & BioFlags.OPERATION_MASK) == Operation.DISCARD.code();
  }

  private static boolean isMultiRangeDiscard(int opAndFlags, QueueLimits limits) {
    return isDiscard(opAndFlags) && limits.maxDiscardSegments() > 1;
  }

  private static int ranges(CoreRequest rq) {
    return Math.max(rq.segments(), 1);
  }

  private static boolean leavesGap(
      CoreRequest rq, CoreBio bio, MergeKind kind, QueueLimits limits) {
    return kind == MergeKind.FRONT
        ? leavesGap(bio, bio, rq.firstBio(), limits)
        : leavesGap(rq.firstBio(), rq.lastBio(), bio, limits);
  }

  /**
   * Returns whether a merge would break the device's virtual boundary: the memory of two
   * neighbouring bios would have a gap between them that is not at the boundary, or the memory of
   * the whole request would not begin at the boundary.
   */
  private static boolean leavesGap(
      @Nullable CoreBio first,
      @Nullable CoreBio before,
      @Nullable CoreBio after,
      QueueLimits limits) {
    long mask = limits.virtBoundaryMask();
    if (mask == 0
        || first == null
        || before == null
        || after == null
        || !before.hasMemory()
        || !after.hasMemory()) {
      return false;
    }
    if ((first.firstAddress() & mask) != 0) {
      return true;
    }
    long end = before.endAddress();
    long start = after.firstAddress();
    return end != start && ((end & mask) != 0 || (start & mask) != 0);
  }
}
