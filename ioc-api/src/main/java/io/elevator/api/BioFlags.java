package io.elevator.api;

/**
 * Constants and functions for the operation-and-flags word of bios and requests: the low byte is
 * the code of the {@link Operation}, the bits above are the flags of this class. The word is an int
 * because it is tested several times for each request. Source: Linux 6.1 {@code blk_opf_t}.
 */
public final class BioFlags {
  /** Mask of the operation's code. */
  public static final int OPERATION_MASK = 0xff;

  /** A thread waits for the bio, so it counts as synchronous. */
  public static final int SYNC = 1 << 8;

  /** The bio transfers file-system metadata; a hint. */
  public static final int META = 1 << 9;

  /** The bio is urgent; a hint. */
  public static final int PRIO = 1 << 10;

  /** More I/O of the same kind follows; a hint. */
  public static final int IDLE = 1 << 11;

  /** The bio is background write-back; a hint. */
  public static final int BACKGROUND = 1 << 12;

  /** The bio is swap I/O; a hint. */
  public static final int SWAP = 1 << 13;

  /** Reserved for the driver; a hint. */
  public static final int DRV = 1 << 14;

  /** The bio is read-ahead; its request gets all flags of {@link #FAILFAST_MASK}. */
  public static final int RAHEAD = 1 << 15;

  /** No retries after a device error. */
  public static final int FAILFAST_DEV = 1 << 16;

  /** No retries after a transport error. */
  public static final int FAILFAST_TRANSPORT = 1 << 17;

  /** No retries after a driver error. */
  public static final int FAILFAST_DRIVER = 1 << 18;

  /** All three fail-fast flags. */
  public static final int FAILFAST_MASK = FAILFAST_DEV | FAILFAST_TRANSPORT | FAILFAST_DRIVER;

  /** The bio must not be merged. */
  public static final int NOMERGE = 1 << 19;

  /** The volatile cache is flushed before the data is transferred. */
  public static final int PREFLUSH = 1 << 20;

  /** The data must be on stable media when the bio ends. */
  public static final int FUA = 1 << 21;

  /** The bio ends with {@link BioStatus#AGAIN} where it would have to wait. */
  public static final int NOWAIT = 1 << 22;

  /** With {@link Operation#WRITE_ZEROES}: the blocks stay allocated. */
  public static final int NOUNMAP = 1 << 23;

  /** Names of the flags in order of their bits, from {@link #SYNC}. */
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

  /** Returns whether the word needs the flush machine: it has {@link #PREFLUSH} or {@link #FUA}. */
  public static boolean isFlushType(int opAndFlags) {
    return (opAndFlags & FLUSH_TYPE) != 0;
  }

  /**
   * Returns whether the word counts as synchronous: a read, or one of {@link #SYNC}, {@link
   * #PREFLUSH} and {@link #FUA}.
   */
  public static boolean isSync(int opAndFlags) {
    return (opAndFlags & OPERATION_MASK) == 0 || (opAndFlags & SYNC_MASK) != 0;
  }

  /** Returns whether the operation transfers towards the device. */
  public static boolean isWrite(int opAndFlags) {
    return (opAndFlags & 1) != 0;
  }

  /** Returns whether a bio with this word may take part in a merge. */
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
