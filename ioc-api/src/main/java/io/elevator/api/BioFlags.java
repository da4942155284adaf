package io.elevator.api;

/**
 * The operation-and-flags word of bios and requests: the low byte is the {@link Operation}'s code,
 * the bits above are the flags below. Plain ints, because the word is tested several times for each
 * request. Source: Linux 6.1 {@code blk_opf_t}.
 */
public final class BioFlags {
  /** Bits of the operation's code. */
  public static final int OPERATION_MASK = 0xff;

  /** Somebody waits for it. */
  public static final int SYNC = 1 << 8;

  /** File-system metadata; a hint. */
  public static final int META = 1 << 9;

  /** Urgent; a hint. */
  public static final int PRIO = 1 << 10;

  /** More I/O of the same kind is coming; a hint. */
  public static final int IDLE = 1 << 11;

  /** Background write-out; a hint. */
  public static final int BACKGROUND = 1 << 12;

  /** Swap I/O; a hint. */
  public static final int SWAP = 1 << 13;

  /** For the driver's own use; a hint. */
  public static final int DRV = 1 << 14;

  /** Read-ahead: its request gets all of {@link #FAILFAST_MASK}. */
  public static final int RAHEAD = 1 << 15;

  /** No retries after a device error. */
  public static final int FAILFAST_DEV = 1 << 16;

  /** No retries after a transport error. */
  public static final int FAILFAST_TRANSPORT = 1 << 17;

  /** No retries after a driver error. */
  public static final int FAILFAST_DRIVER = 1 << 18;

  /** All three fail-fast flags. */
  public static final int FAILFAST_MASK = FAILFAST_DEV | FAILFAST_TRANSPORT | FAILFAST_DRIVER;

  /** Do not merge. */
  public static final int NOMERGE = 1 << 19;

  /** Flush the volatile cache before the data. */
  public static final int PREFLUSH = 1 << 20;

  /** The data must be on stable media at completion. */
  public static final int FUA = 1 << 21;

  /** End with {@link BioStatus#AGAIN} instead of waiting. */
  public static final int NOWAIT = 1 << 22;

  /** With {@link Operation#WRITE_ZEROES}: keep the blocks allocated. */
  public static final int NOUNMAP = 1 << 23;

  /** In order of their bits, from {@link #SYNC}. */
  private static final String[] NAMES = {
    "SYNC",
    "META",
    "PRIO",
    "IDLE",
    "BACKGROUND",
    "SWAP",
    "DRV",
    "RAHEAD",
    "FAILFAST_DEV",
    "FAILFAST_TRANSPORT",
    "FAILFAST_DRIVER",
    "NOMERGE",
    "PREFLUSH",
    "FUA",
    "NOWAIT",
    "NOUNMAP"
  };

  private static final int FLUSH_TYPE = PREFLUSH | FUA;
  private static final int SYNC_MASK = SYNC | FLUSH_TYPE;
  private static final int NOMERGE_MASK = NOMERGE | FLUSH_TYPE;

  private BioFlags() {}

  /** Whether it needs the flush machine: {@link #PREFLUSH} or {@link #FUA}. */
  public static boolean isFlushType(int opAndFlags) {
    return (opAndFlags & FLUSH_TYPE) != 0;
  }

  /**
   * Whether it counts as synchronous: a read, or {@link #SYNC}, {@link #PREFLUSH} or {@link #FUA}.
   */
  public static boolean isSync(int opAndFlags) {
    return (opAndFlags & OPERATION_MASK) == 0 || (opAndFlags & SYNC_MASK) != 0;
  }

  /** Whether it transfers towards the device. */
  public static boolean isWrite(int opAndFlags) {
    return (opAndFlags & 1) != 0;
  }

  /** Whether a bio with this word may take part in a merge. */
  public static boolean mayMerge(int opAndFlags) {
    return (opAndFlags & NOMERGE_MASK) == 0;
  }

  /** Returns the names of the flags that are set, joined by {@code |}. */
  public static String names(int opAndFlags) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if ((opAndFlags & SYNC << i) != 0) {
        names.append(names.isEmpty() ? "" : "|").append(NAMES[i]);
      }
    }
    return names.toString();
  }
}
