package io.elevator.core.queue.state;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rate of one kind of fault, given by the four numbers of Linux's fault injection, {@code
 * interval,probability,space,times}. The decisions depend only on these numbers, the seed and the
 * order of the calls.
 *
 * <p>{@link #lock}, which is taken last and only while faults are produced, guards the fields.
 * Source: Linux's fault-injection capabilities, with a rate for each queue.
 */
public final class FaultRate {
  /** Always. */
  public static final String ALWAYS = "1,100,0,-1";

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9}),(\\d{1,3}),(\\d{1,18}),(-1|\\d{1,9})\\n?");

  private final String name;
  private final ShortLock lock = new ShortLock();
  private SplittableRandom random = new SplittableRandom(0);
  private long interval;
  private int probability;
  private long space;
  private long times;
  private long asked;
  private long made;

  /** Creates a rate at which each call produces a fault. */
  FaultRate(String name) {
    this.name = name;
    set(ALWAYS, 0);
  }

  /**
   * Sets the numbers and begins anew.
   *
   * @throws AttributeException if the text is not four valid numbers; nothing is changed then
   */
  public void set(String text, long seed) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()
        || Long.parseLong(matcher.group(1)) == 0
        || Integer.parseInt(matcher.group(2)) > 100) {
      throw new AttributeException(
          Reason.INVALID,
          name
              + ": '"
              + text.strip()
              + "' is refused; expected interval,probability,space,times with an interval from 1, a"
              + " probability of 0 to 100 percent, bytes that pass first, and the most faults or -1:"
              + " 1,10,0,-1 for instance");
    }
    lock.lock();
    try {
      interval = Long.parseLong(matcher.group(1));
      probability = Integer.parseInt(matcher.group(2));
      space = Long.parseLong(matcher.group(3));
      times = Long.parseLong(matcher.group(4));
      asked = 0;
      random = new SplittableRandom(seed);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the next operation, of this many bytes, is to fail. */
  public boolean strikes(long bytes) {
    lock.lock();
    try {
      if (probability == 0 || times == 0) {
        return false;
      }
      if (space > 0) {
        space = Math.max(space - bytes, 0);
        return false;
      }
      asked++;
      if (asked % interval != 0 || random.nextInt(100) >= probability) {
        return false;
      }
      if (times > 0) {
        times--;
      }
      made++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of faults produced since the queue was opened. */
  public long made() {
    lock.lock();
    try {
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the numbers as text, with the remaining space and the remaining times. */
  public String text() {
    lock.lock();
    try {
      return interval + "," + probability + "," + space + "," + times;
    } finally {
      lock.unlock();
    }
  }
}
