package io.elevator.core.defects;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rate limits for reports of defects. Counts the defects of each kind (place and class of the
 * exception) in the current window of time. The first {@value #SAME} of a kind are reported; later
 * ones are counted, and one summary reports their number. A window distinguishes {@value #KINDS}
 * kinds; all further kinds count as one, so that places which differ each time cannot evade the
 * limit.
 *
 * <p>Allocates only summaries, since memory may be exhausted. Stores class names instead of
 * classes, so that the plugin that defines an exception class can be unloaded. Guarded by the lock
 * of the {@link GuardedErrors} that owns it.
 */
final class DefectRates {
  /** Number of defects of one kind that are reported individually in one window. */
  static final int SAME = 10;

  /** Number of kinds of defects that a window distinguishes. */
  static final int KINDS = 64;

  /** Length of a window, in nanoseconds. */
  static final long WINDOW_NANOS = 10_000_000_000L;

  /** Substitute for the name of a class when there was no memory for the name. */
  private static final String UNNAMED = String.valueOf("a class whose name needs memory");

  /** Counters of one kind of defect in the current window. */
  private static final class Kind {
    private String owner = "";
    private String part = "";
    private String place = "";
    private String failure = "";
    private int passed;
    private long suppressed;

    boolean is(String otherOwner, String otherPart, String otherPlace, String otherFailure) {
      return failure.equals(otherFailure)
          && place.equals(otherPlace)
          && part.equals(otherPart)
          && owner.equals(otherOwner);
    }
  }

  /** Receiver of the summaries of suppressed defects. */
  @FunctionalInterface
  interface Summaries {
    /** Accepts a summary; returns false if the receiver has no room for it. */
    boolean add(String owner, String part, String place, Throwable summary);
  }

  /** The exception that a summary reports in place of the defects beyond the rate limit. */
  private static final class SuppressedDefects extends RuntimeException {
    private static final long serialVersionUID = 1;

    SuppressedDefects(String message) {
      super(message, null, false, false);
    }
  }

  private final Kind[] kinds = new Kind[KINDS];
  private final Kind others = new Kind();
  private int used;
  private boolean open;
  private long began;

  DefectRates() {
    for (int i = 0; i < KINDS; i++) {
      kinds[i] = new Kind();
    }
    others.place = "defects of other kinds";
    others.failure = "any class";
  }

  /** Begins a window of time, unless one is in progress. */
  void open(long now) {
    if (!open) {
      open = true;
      began = now;
    }
  }

  /** Returns whether the current window has lasted {@link #WINDOW_NANOS}. */
  boolean isOver(long now) {
    return open && now - began >= WINDOW_NANOS;
  }

  boolean isOpen() {
    return open;
  }

  /** Returns the remaining time of the current window, in nanoseconds. */
  long left(long now) {
    return WINDOW_NANOS - (now - began);
  }

  /** Counts a defect; returns whether it may be reported. */
  boolean admit(String owner, String part, String place, Throwable defect) {
    Kind kind = find(owner, part, place, nameOf(defect));
    if (kind.passed < SAME) {
      kind.passed++;
      return true;
    }
    kind.suppressed++;
    return false;
  }

  /** Counts a defect as suppressed that was admitted but could not be reported. */
  void suppress(String owner, String part, String place, Throwable defect) {
    find(owner, part, place, nameOf(defect)).suppressed++;
  }

  /**
   * Returns the name of a defect's class. The JVM creates the name at the first call, which may
   * fail if memory is exhausted; then a substitute is returned.
   */
  private static String nameOf(Throwable defect) {
    try {
      return defect.getClass().getName();
    } catch (Throwable e) {
      return UNNAMED;
    }
  }

  private Kind find(String owner, String part, String place, String failure) {
    for (int i = 0; i < used; i++) {
      if (kinds[i].is(owner, part, place, failure)) {
        return kinds[i];
      }
    }
    if (used == KINDS) {
      return others;
    }
    Kind kind = kinds[used++];
    kind.owner = owner;
    kind.part = part;
    kind.place = place;
    kind.failure = failure;
    return kind;
  }

  /**
   * Ends the window: creates one summary for each kind of defect that was suppressed. If there is
   * no room or no memory for the summary of a kind, its count is carried over to the next window.
   *
   * @param summaries receiver of the summaries
   */
  void end(Summaries summaries) {
    int kept = 0;
    for (int i = 0; i < used; i++) {
      Kind kind = kinds[i];
      kind.passed = 0;
      if (!tell(kind, summaries)) {
        kinds[i] = kinds[kept];
        kinds[kept++] = kind;
      }
    }
    used = kept;
    others.passed = 0;
    open = !tell(others, summaries) || kept > 0;
    if (open) {
      began += WINDOW_NANOS;
    }
  }

  private static boolean tell(Kind kind, Summaries summaries) {
    if (kind.suppressed == 0) {
      return true;
    }
    @Nullable Throwable summary = summary(kind);
    if (summary == null || !summaries.add(kind.owner, kind.part, kind.place, summary)) {
      return false;
    }
    kind.suppressed = 0;
    return true;
  }

  private static @Nullable Throwable summary(Kind kind) {
    try {
      return new SuppressedDefects(
          String.format(
              Locale.ROOT,
              "%,d more like this (%s) were not reported one by one",
              kind.suppressed,
              kind.failure));
    } catch (OutOfMemoryError e) {
      return null;
    }
  }
}
