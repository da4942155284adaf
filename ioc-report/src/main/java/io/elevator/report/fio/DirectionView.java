package io.elevator.report.fio;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.ReportSpec.Unified;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.stats.DirectionStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Directions that a report shows together: reads, writes or trims, or all three, depending on
 * {@code unified_rw_reporting}.
 *
 * @param name fio's name, such as {@code read}
 * @param of function that returns the direction's statistics of a report entry
 */
record DirectionView(String name, Function<ReportEntry, DirectionStats> of) {
  /** View of all directions together. */
  static final DirectionView MIXED = new DirectionView("mixed", DirectionView::mixed);

  /** Views of each direction separately. */
  static final List<DirectionView> EACH =
      Stream.of(Direction.values())
          .map(direction ->
              new DirectionView(
                  direction.name().toLowerCase(Locale.ROOT), entry -> entry.stats().of(direction)))
          .toList();

  /** Returns the views in which an entry is shown for a value of {@code unified_rw_reporting}. */
  static List<DirectionView> of(Unified unified) {
    if (unified == Unified.MIXED) {
      return List.of(MIXED);
    }
    List<DirectionView> views = new ArrayList<>(EACH);
    if (unified == Unified.BOTH) {
      views.add(MIXED);
    }
    return views;
  }

  private static DirectionStats mixed(ReportEntry entry) {
    DirectionStats all = new DirectionStats();
    for (Direction direction : Direction.values()) {
      all.add(entry.stats().of(direction));
    }
    return all;
  }
}
