package io.elevator.testkit.fake;

import io.elevator.spi.HardwareQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hardware queue as an elevator uses it: scheduler tags, and a counter of the runs that were
 * asked for. It performs no run. Thread-safe.
 */
public class FakeHardwareQueue extends HardwareQueue {
  private static final int LARGEST_WORD_SHIFT = 6;
  private static final int LEAST_WORDS = 4;

  private final int index;
  private final AtomicInteger runs = new AtomicInteger();
  private final List<Integer> announcedDepths = new CopyOnWriteArrayList<>();
  private volatile Runnable onRun = runs::incrementAndGet;
  private volatile int tagDepth;
  private volatile int tagWordShift;

  /**
   * Creates a hardware queue whose tag words have the size that the core chooses for that number of
   * tags.
   *
   * @param index number of the hardware queue in its queue, from 0
   * @param tagDepth number of scheduler tags
   */
  public FakeHardwareQueue(int index, int tagDepth) {
    this.index = index;
    this.tagDepth = tagDepth;
    this.tagWordShift = wordShiftFor(tagDepth);
  }

  /**
   * Returns the binary logarithm of the tags in a word: 64, halved until there are four words.
   *
   * @param tagDepth number of tags
   */
  public static int wordShiftFor(int tagDepth) {
    int shift = LARGEST_WORD_SHIFT;
    while (tagDepth >= LEAST_WORDS && LEAST_WORDS << shift > tagDepth) {
      shift--;
    }
    return shift;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int tagDepth() {
    return tagDepth;
  }

  /** Sets the number of scheduler tags; their words stay. */
  public void tagDepth(int value) {
    tagDepth = value;
  }

  @Override
  public int tagWordShift() {
    return tagWordShift;
  }

  /** Sets the binary logarithm of the tags in a word. */
  public void tagWordShift(int value) {
    tagWordShift = value;
  }

  @Override
  public void announceShallowDepth(int smallest) {
    announcedDepths.add(smallest);
  }

  /** Returns the limits that the elevator announced, oldest first. */
  public List<Integer> announcedDepths() {
    return List.copyOf(announcedDepths);
  }

  /** Clears the record of the limits that the elevator announced. */
  public void clearAnnouncedDepths() {
    announcedDepths.clear();
  }

  /** Runs the action that {@link #onRun} set; without an action, counts the run. */
  @Override
  public void run() {
    onRun.run();
  }

  /** Sets an action to run when a run is asked for, in place of counting. */
  public void onRun(Runnable action) {
    onRun = action;
  }

  /** Returns the number of runs that were asked for since the last call, and resets it. */
  public int takeRuns() {
    return runs.getAndSet(0);
  }
}
