package io.elevator.api;

/**
 * An I/O priority: class, level and hint. Linux encodes it in 16 bits as {@code class * 8192 + hint
 * * 8 + level}. Bios, requests and contexts carry the encoded value, and the static functions work
 * on it; the record is for callers that prefer an object. Immutable. Source: Linux 6.1 {@code
 * ioprio.h}.
 *
 * @param priorityClass priority class
 * @param level level within the class, from 0 (most urgent) to 7
 * @param hint hint from 0 to 1023; 0 for none, 1 to 7 for a command duration limit of the device
 */
public record IoPriority(PriorityClass priorityClass, int level, int hint) {
  /** Number of levels within a class. */
  public static final int LEVELS = 8;

  /** Level of a best-effort task with nice value 0. */
  public static final int DEFAULT_LEVEL = 4;

  /** Encoded value of a context without a priority: class none, level 0. */
  public static final int NONE_VALUE = 0;

  /**
   * Encoded value that {@link #encode} returns if a part is out of range: class 7, level and hint
   * 0.
   */
  public static final int INVALID_VALUE = 7 << 13;

  /** No priority. */
  public static final IoPriority NONE = new IoPriority(PriorityClass.NONE, 0, 0);

  private static final int CLASS_SHIFT = 13;
  private static final int HINT_SHIFT = 3;
  private static final int MAX_HINT = 1023;

  /** Checks the ranges of level and hint. */
  public IoPriority {
    if (level < 0 || level >= LEVELS) {
      throw new IllegalArgumentException("I/O priority level " + level + " is not in 0..7");
    }
    if (hint < 0 || hint > MAX_HINT) {
      throw new IllegalArgumentException("I/O priority hint " + hint + " is not in 0..1023");
    }
  }

  /**
   * Returns a real-time priority.
   *
   * @param level level from 0 (most urgent) to 7
   */
  public static IoPriority realTime(int level) {
    return new IoPriority(PriorityClass.REALTIME, level, 0);
  }

  /**
   * Returns a best-effort priority.
   *
   * @param level level from 0 (most urgent) to 7
   */
  public static IoPriority bestEffort(int level) {
    return new IoPriority(PriorityClass.BEST_EFFORT, level, 0);
  }

  /** Returns the idle priority. */
  public static IoPriority idle() {
    return new IoPriority(PriorityClass.IDLE, 0, 0);
  }

  /** Returns the encoded value. */
  public int value() {
    return encode(priorityClass.number(), level, hint);
  }

  /**
   * Returns the priority with an encoded value.
   *
   * @throws IllegalArgumentException if the value is outside 0..65535 or its class is not 0..3
   */
  public static IoPriority of(int value) {
    if ((value & ~0xffff) != 0) {
      throw new IllegalArgumentException("I/O priority value " + value + " is not in 0..65535");
    }
    return new IoPriority(PriorityClass.of(classOf(value)), levelOf(value), hintOf(value));
  }

  /**
   * Returns the encoded value of class, level and hint; {@link #INVALID_VALUE} if one of them is
   * out of range, as in Linux 6.1.
   *
   * @param classNumber class number from 0 to 7
   * @param level level from 0 to 7
   * @param hint hint from 0 to 1023
   */
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

  /** Returns the class number of an encoded value, from 0 to 7. */
  public static int classOf(int value) {
    return value >>> CLASS_SHIFT & 7;
  }

  /** Returns the level of an encoded value, from 0 to 7. */
  public static int levelOf(int value) {
    return value & 7;
  }

  /** Returns the hint of an encoded value, from 0 to 1023. */
  public static int hintOf(int value) {
    return value >>> HINT_SHIFT & MAX_HINT;
  }

  /** Returns whether the class of an encoded value is real-time, best-effort or idle. */
  public static boolean hasValidClass(int value) {
    int number = classOf(value);
    return number >= 1 && number <= 3;
  }

  /** Returns the more urgent of two effective encoded values, which is the smaller one. */
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
