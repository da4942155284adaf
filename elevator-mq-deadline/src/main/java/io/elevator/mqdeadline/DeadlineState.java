package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The state of the elevator at one instant, under the names of Linux's debug directory. The
 * snapshot is taken under the elevator's lock and written out without the lock. Immutable.
 */
final class DeadlineState {
  /**
   * Maximum number of requests of one list that are written out. The number is limited because the
   * elevator's lock is held while the requests' text is created.
   */
  private static final int MAX_LISTED = 32;

  private static final String[] LEVEL_NAMES = {"realtime", "best_effort", "idle"};
  private static final String[] DIRECTION_NAMES = {"read", "write"};

  private final String[] names = new String[Level.COUNT * 5];
  private final String[] lists = new String[Level.COUNT * 5];
  private final int[] queued = new int[Level.COUNT];
  private final int[] ownedByDriver = new int[Level.COUNT];
  private final int[][] counters = new int[Level.COUNT][];
  private final int batching;
  private final int starved;
  private final int asyncDepth;
  private final String direction;

  private DeadlineState(DeadlinePolicy policy) {
    int at = 0;
    for (int i = 0; i < Level.COUNT; i++) {
      Level level = policy.levels[i];
      for (int side = 0; side < DIRECTION_NAMES.length; side++) {
        names[at] = DIRECTION_NAMES[side] + i + "_fifo_list";
        lists[at++] = text(level.fifo(side));
        names[at] = DIRECTION_NAMES[side] + i + "_next_rq";
        Request cursor = level.cursor(side);
        lists[at++] = cursor == null ? "" : cursor.toString();
      }
      names[at] = "dispatch" + i;
      lists[at++] = text(level.head);
      queued[i] = level.queued();
      ownedByDriver[i] = level.ownedByDriver();
      counters[i] =
          new int[] {level.inserted(), level.merged(), level.dispatched(), level.completed()};
    }
    batching = policy.sweep.batch();
    starved = policy.sweep.starved();
    asyncDepth = policy.tunables.asyncDepth();
    direction = DIRECTION_NAMES[policy.sweep.direction()];
  }

  /** Returns the current state. The caller must hold the elevator's lock. */
  static DeadlineState of(DeadlinePolicy policy) {
    return new DeadlineState(policy);
  }

  void describe(StateWriter out) {
    for (int i = 0; i < names.length; i++) {
      out.text(names[i], lists[i]);
    }
    out.text("direction", direction);
    out.number("batching", Integer.toUnsignedLong(batching));
    out.number("starved", Integer.toUnsignedLong(starved));
    out.number("async_depth", asyncDepth);
    figures(out, "queued", queued);
    figures(out, "owned_by_driver", ownedByDriver);
    for (int i = 0; i < Level.COUNT; i++) {
      out.begin(LEVEL_NAMES[i]);
      out.number("inserted", Integer.toUnsignedLong(counters[i][0]));
      out.number("merged", Integer.toUnsignedLong(counters[i][1]));
      out.number("dispatched", Integer.toUnsignedLong(counters[i][2]));
      out.number("completed", Integer.toUnsignedLong(counters[i][3]));
      out.end();
    }
  }

  private static void figures(StateWriter out, String name, int[] values) {
    out.begin(name);
    for (int i = 0; i < values.length; i++) {
      out.number(LEVEL_NAMES[i], Integer.toUnsignedLong(values[i]));
    }
    out.end();
  }

  private static String text(RequestList list) {
    StringJoiner text = new StringJoiner(", ");
    int left = MAX_LISTED;
    for (@Nullable Request rq = list.first(); rq != null && left > 0; rq = list.next(rq)) {
      text.add(rq.toString());
      left--;
    }
    return withRemainder(text, list.size() - MAX_LISTED);
  }

  private static String withRemainder(StringJoiner text, int more) {
    return more > 0 ? text + ", and " + more + " more" : text.toString();
  }
}
