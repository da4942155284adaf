package io.elevator.workload.compare;

import io.elevator.api.DecisionSpec;
import io.elevator.api.IoContext;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Log of the decisions of a run's elevators: the number over time of each kind of decision, and
 * evenly picked single decisions of each kind. Its memory is limited regardless of the length of
 * the run: all kinds beyond {@link #KINDS} count as one kind, and all tasks beyond {@link #TASKS}
 * as one task.
 *
 * <p>Called by several threads, some of them with an elevator's lock held. One lock guards all
 * fields that are not final; no other lock is taken while it is held. A decision of a known kind
 * and context costs a look-up and no allocation.
 */
public final class DecisionLog implements QueueListener {
  /** Number of kinds of decisions that the log counts separately. */
  public static final int KINDS = 64;

  /** Number of tasks that the log distinguishes. */
  static final int TASKS = 256;

  /** Number of single decisions that the log records for each kind. */
  public static final int SAMPLES = 200;

  /** Name of the kind that stands for all kinds of decisions beyond the limit. */
  static final String OTHERS = "others";

  private static final int NO_CONTEXT = -1;

  private final long startNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, Kind>> byWords = new HashMap<>();
  private final List<Kind> kinds = new ArrayList<>();
  private final Map<IoContext, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private @Nullable Kind others;

  /**
   * Creates an empty log of decisions.
   *
   * @param startNanos start of the log on the clock of the block layer, in nanoseconds
   */
  public DecisionLog(long startNanos) {
    this.startNanos = startNanos;
  }

  /** The recorded decisions of one kind. */
  static final class Kind {
    final String decision;
    final String reason;
    final BinnedTotals counts = new BinnedTotals();
    final EventSamples samples = new EventSamples(SAMPLES);
    long total;

    Kind(String decision, String reason) {
      this.decision = decision;
      this.reason = reason;
    }
  }

  /** Records the name of the task that owns the context of an inserted request. */
  @Override
  public void inserted(RequestView rq, long now) {
    IoContext context = rq.context();
    Task task = rq.task();
    if (context == null || task == null) {
      return;
    }
    lock.lock();
    try {
      int number = numberOf(context);
      if (number < TASKS && names.get(number).isEmpty()) {
        names.set(number, task.name());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void decided(
      String decision, String reason, @Nullable IoContext context, long value, long now) {
    long at = Math.max(now - startNanos, 0);
    lock.lock();
    try {
      Kind kind = kind(decision, reason);
      kind.total++;
      kind.counts.add(at, 1);
      kind.samples.add(at, value, context == null ? NO_CONTEXT : numberOf(context));
    } finally {
      lock.unlock();
    }
  }

  private Kind kind(String decision, String reason) {
    Map<String, Kind> reasons = byWords.get(decision);
    Kind known = reasons == null ? null : reasons.get(reason);
    if (known != null) {
      return known;
    }
    if (kinds.size() >= KINDS) {
      if (others == null) {
        others = new Kind(OTHERS, "");
        kinds.add(others);
      }
      return others;
    }
    Kind made = new Kind(decision, reason);
    kinds.add(made);
    byWords.computeIfAbsent(decision, each -> new HashMap<>()).put(reason, made);
    return made;
  }

  /**
   * Returns the number by which the log knows a context; {@link #TASKS} for all contexts beyond the
   * limit.
   */
  private int numberOf(IoContext context) {
    Integer known = numbers.get(context);
    if (known != null) {
      return known;
    }
    int number = names.size();
    if (number == TASKS) {
      return TASKS;
    }
    numbers.put(context, number);
    names.add("");
    return number;
  }

  /**
   * Returns the recorded decisions over time. Call this method only after the run.
   *
   * @param originNanos time at which the charts of the run begin, in nanoseconds
   * @param specs explanations of the decisions by the elevators
   */
  public DecisionTimeline timeline(long originNanos, List<DecisionSpec> specs) {
    lock.lock();
    try {
      return DecisionTimeline.of(startNanos - originNanos, kinds, specs, names);
    } finally {
      lock.unlock();
    }
  }
}
