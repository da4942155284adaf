package io.elevator.api;

/**
 * An I/O priority: class, level and hint, in Linux's 16-bit encoding {@code class * 8192 + hint * 8
 * + level}. The static functions work on the encoded value, which is what bios, requests and
 * contexts carry; the record is for the edges. Source: Linux 6.1 {@code ioprio.h}.
 *
 * @param priorityClass the class
 * @param level 0 (most urgent) to 7
 * @param hint 0 to 1023; 0 means none, 1 to 7 name a command duration limit of the device
 */
public record IoPriority(PriorityClass priorityClass, int level, int hint) {
  /** Number of levels within a class. */
  public static final int LEVELS = 8;

  /** The level of a best-effort task with nice value 0. */
  public static final int DEFAULT_LEVEL = 4;

  /** The encoded value of a context in which nothing was set: class none, level 0. */
  public static final int NONE_VALUE = 0;

  /**
   * The encoded value that {@link #encode} answers when a part is out of range: class 7, all else
   * 0.
   */
  public static final int INVALID_VALUE = 7 << 13;

  /** Nothing set. */
  public static final IoPriority NONE = new IoPriority(PriorityClass.NONE, 0, 0);

  private static final int CLASS_SHIFT = 13;
  private static final int HINT_SHIFT = 3;
  private static final int MAX_HINT = 1023;

  /** Checks the parts. */
  public IoPriority {
    if (level < 0 || level >= LEVELS) {
      throw new IllegalArgumentException("I/O priority level " + level + " is not in 0..7");
    }
    if (hint < 0 || hint > MAX_HINT) {
      throw new IllegalArgumentException("I/O priority hint " + hint + " is not in 0..1023");
    }
  }

  /** Returns a real-time priority. */
  public static IoPriority realTime(int level) {
    return new IoPriority(PriorityClass.REALTIME, level, 0);
  }

  /** Returns a best-effort priority. */
  public static IoPriority bestEffort(int level) {
    return new IoPriority(PriorityClass.BEST_EFFORT, level, 0);
  }

  /** Returns the idle priority. */
  public static IoPriority idle() {
    return new IoPriority(PriorityClass.IDLE, 0, 0);
  }

  /** Returns the 16-bit value. */
  public int value() {
    return encode(priorityClass.number(), level, hint);
  }

  /**
   * Returns the record of a 16-bit value.
   *
   * @throws IllegalArgumentException if the value is outside 0..65535 or its class is not 0..3
   */
  public static IoPriority of(int value) {
    if ((value & ~0xffff) != 0) {
      throw new IllegalArgumentException("I/O priority value " + value + " is not in 0..65535");
    }
    return new IoPriority(PriorityClass.of(classOf(value)), levelOf(value), hintOf(value));
  }

  /** Builds a value as the reference does: any part out of range gives {@link #INVALID_VALUE}. */
  public static int encode(int classNumber, int level, int hint) {
    if (classNumber < 0
        || classNumber > 7
        || level < 0
        || level >= LEVELS
        || hint < 0
        || hint > MAX_HINT) {
      return INVALID_VALUE;
    }
    return classNumber << CLASS_SHIFT | hint << HINT_SHIFT | level;
  }

  /** Returns the class number of a value, 0 to 7. */
  public static int classOf(int value) {
    return value >>> CLASS_SHIFT & 7;
  }

  /** Returns the level of a value, 0 to 7. */
  public static int levelOf(int value) {
    return value & 7;
  }

  /** Returns the hint of a value, 0 to 1023. */
  public static int hintOf(int value) {
    return value >>> HINT_SHIFT & MAX_HINT;
  }

  /** Whether a value's class is real-time, best-effort or idle. */
  public static boolean hasValidClass(int value) {
    int number = classOf(value);
    return number >= 1 && number <= 3;
  }

  /** Returns the more urgent of two effective values: the numerically smaller. */
  public static int best(int a, int b) {
    return Math.min(a, b);
  }

  @Override
  public String toString() {
    String text =
        switch (priorityClass) {
          case NONE -> "none";
          case REALTIME -> "rt/" + level;
          case BEST_EFFORT -> "be/" + level;
          case IDLE -> "idle";
        };
    return hint == 0 ? text : text + "+hint" + hint;
  }
}
