package io.elevator.core.queue.report;

import io.elevator.api.DiskActivity;
import io.elevator.api.InFlight;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.IcqNode;
import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.queue.admin.DiskAttributes;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.ParkedBios;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.statistics.DiskFigures;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.statistics.StatisticsTree;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Icq;
import io.elevator.spi.StateWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a queue as a tree of snapshots. Stops no thread. Thread-safe: its one field is
 * volatile and written once.
 */
public final class QueueReport {
  /** Names of the figures of a group, in the order of their indexes in {@link GroupStatistics}. */
  private static final List<String> GROUP_FIGURES =
      List.of("ios", "sectors", "queue_nanos", "device_nanos");

  private static final List<DiskStatistics.Group> GROUP_KINDS =
      List.of(DiskStatistics.Group.READ, DiskStatistics.Group.WRITE, DiskStatistics.Group.DISCARD);

  private final ReportSources from;
  private final QueueErrors errors;
  private final TimeBase time;

  /** Last figures of a closed queue; null while the queue is open. */
  private volatile @Nullable StatisticsNode last;

  public QueueReport(ReportSources from, QueueErrors errors, TimeBase time) {
    this.from = from;
    this.errors = errors;
    this.time = time;
  }

  /** Returns the present figures, or the last figures of a closed queue. */
  StatisticsNode latest() {
    StatisticsNode kept = last;
    return kept == null ? snapshot(true) : kept;
  }

  /**
   * Stores the last figures. Called when all I/O has ended or was given up, before elevator and
   * drive are closed.
   */
  public void keepLast(boolean asksPlugins, BooleanSupplier wanted) {
    StatisticsNode figures = snapshot(asksPlugins);
    if (wanted.getAsBoolean()) {
      last = figures;
    }
  }

  private StatisticsNode snapshot(boolean asksPlugins) {
    var tree = new StatisticsTree(errors.queue());
    tree.number("id", from.icqs().id());
    tree.text("driver", from.shape().name());
    tree.text("elevator", from.elevatorSwitch().name());
    tree.number("nr_requests", from.elevatorInUse().requests());
    tree.number("inside", from.entrance().inside());
    tree.number("parked", from.parking().size());
    parkedByClass(tree::number);
    tree.number("requeued", from.requeues().size());
    tree.number("timeouts", from.timeouts().expired());
    tree.number("stale_completions", stale());
    tree.number("quarantines", from.quarantine().count());
    tree.number("made_to_fail", from.faults().bios().made());
    tree.number("made_to_time_out", from.faults().completions().made());
    disk(tree);
    for (CoreHardwareQueue hctx : from.hardwareQueues().used()) {
      hardwareQueue(tree, hctx);
    }
    AttachedElevator attached = from.elevatorSwitch().attached();
    if (attached != null && asksPlugins) {
      describe(tree, attached.kind().name(), attached.calls().elevator()::describe);
      IcqCache icqs = attached.kind().icqs();
      if (icqs != null) {
        tree.add(icqs.statistics());
      }
    }
    tree.begin("elevators");
    from.elevatorTotals().write(tree);
    tree.end();
    groups(tree);
    if (asksPlugins) {
      tasks(tree);
      describe(tree, "driver", from.driver()::describe);
    }
    return tree.take();
  }

  /**
   * Writes how many bios of each priority class are parked, and how long one of them has waited.
   *
   * @param figure receives the name and the value of each figure
   */
  void parkedByClass(ObjLongConsumer<String> figure) {
    long[] counts = new long[ParkedBios.CLASSES];
    long longest = from.parking().addFigures(counts, time.now());
    figure.accept("parked_rt", counts[0]);
    figure.accept("parked_be", counts[1]);
    figure.accept("parked_idle", counts[2]);
    figure.accept("parked_longest_nanos", longest);
  }

  private void disk(StatisticsTree tree) {
    DiskStatistics disk = from.diskStatistics();
    disk.refresh(time.now());
    tree.begin("disk");
    DiskFigures.of(disk).write(tree);
    tree.number("in_flight", inFlight().total());
    tree.number("queued", disk.queued());
    tree.number("io_ticks", disk.busyTicks());
    tree.begin("latency");
    tree.latency("read_queue", disk.queueLatency(false));
    tree.latency("read_device", disk.deviceLatency(false));
    tree.latency("write_queue", disk.queueLatency(true));
    tree.latency("write_device", disk.deviceLatency(true));
    tree.end();
    tree.end();
  }

  /**
   * Reads the groups before the totals, so that the remainder, which is shown for the root group,
   * is never negative.
   */
  private void groups(StatisticsTree tree) {
    DiskStatistics disk = from.diskStatistics();
    List<GroupStatistics.Entry> entries = from.groupStatistics().entries();
    long[] left = new long[GROUP_FIGURES.size() * GROUP_KINDS.size()];
    tree.begin("groups");
    for (GroupStatistics.Entry entry : entries) {
      tree.begin(entry.group().path());
      int at = 0;
      for (DiskStatistics.Group kind : GROUP_KINDS) {
        for (int figure = 0; figure < GROUP_FIGURES.size(); figure++) {
          long value = entry.figure(kind, figure);
          left[at++] -= value;
          tree.number(groupFigure(kind, figure), value);
        }
      }
      tree.end();
    }
    tree.begin("/");
    int at = 0;
    for (DiskStatistics.Group kind : GROUP_KINDS) {
      long queueNanos = disk.queueNanos(kind);
      long[] totals = {
        disk.ios(kind), disk.sectors(kind), queueNanos, disk.nanos(kind) - queueNanos
      };
      for (int figure = 0; figure < GROUP_FIGURES.size(); figure++) {
        tree.number(groupFigure(kind, figure), left[at++] + totals[figure]);
      }
    }
    tree.end();
    tree.end();
  }

  private static String groupFigure(DiskStatistics.Group kind, int figure) {
    return kind.name().toLowerCase(Locale.ROOT) + '_' + GROUP_FIGURES.get(figure);
  }

  private void tasks(StatisticsTree tree) {
    tree.begin("tasks");
    for (IcqNode node : from.icqs().nodes()) {
      context(tree, node);
    }
    tree.end();
  }

  private void context(StatisticsTree tree, IcqNode node) {
    tree.begin(node.context().toString());
    tree.number("context", node.context().id());
    tree.number("tasks", node.context().activeTasks());
    tree.number("priority", node.context().priority());
    tree.number("queued", node.queued());
    tree.number("dispatched", node.dispatched());
    tree.number("merged", node.merged());
    tree.number("bytes", node.bytes());
    tree.number("queue_nanos", node.waitNanos());
    tree.number("device_nanos", node.deviceNanos());
    describe(tree, "elevator", node.boundIcq()::describe);
    tree.end();
  }

  /** Returns the figures of a task on this queue, or null if the task has no icq here. */
  @Nullable StatisticsNode of(Task task) {
    Icq icq = from.icqs().lookup(task);
    if (icq == null) {
      return null;
    }
    var tree = new StatisticsTree(errors.queue());
    context(tree, (IcqNode) icq.owner());
    return tree.take().children().getFirst();
  }

  private void hardwareQueue(StatisticsTree tree, CoreHardwareQueue hctx) {
    tree.begin("hctx" + hctx.index());
    tree.number("run", hctx.runs().count());
    tree.number("dispatch", hctx.dispatchSize());
    tree.number("dispatch_busy", hctx.busyAverage());
    tree.number("nr_tags", hctx.driverTags().capacity());
    tree.number("nr_reserved_tags", hctx.driverTags().reserved());
    tree.text("cpu_list", DiskAttributes.cpuList(hctx));
    tree.number("tags_busy", hctx.driverTags().taken());
    SharedTags.User user = hctx.tags().user();
    if (user != null) {
      tree.number("active_queues", hctx.tags().activeUsers());
      tree.number("active", user.held());
    }
    RequestPool pool = hctx.pool();
    if (pool.hasElevator()) {
      tree.number("sched_tags", pool.tags().depth());
      tree.number("sched_tags_busy", pool.tags().taken());
    }
    tree.number("software", hctx.software().size());
    tree.number("flushes", from.flushes().of(hctx).size());
    tree.number(
        "tag_waiters", hctx.tags().waiters(false).size() + hctx.tags().waiters(true).size());
    tree.end();
  }

  /** Returns the number of reports of drivers that named no I/O in flight. */
  private long stale() {
    long stale = 0;
    for (CoreHardwareQueue hctx : from.hardwareQueues().all()) {
      stale += hctx.staleReports();
    }
    return stale;
  }

  /** Returns the figures that a plugin writes about itself. */
  StatisticsNode part(String name, Consumer<StateWriter> writer) {
    var tree = new StatisticsTree(errors.queue());
    describe(tree, name, writer);
    return tree.take().children().getFirst();
  }

  /**
   * Lets a plugin write its figures. An exception of the plugin is reported and does not affect the
   * rest of the tree.
   */
  private void describe(StatisticsTree tree, String part, Consumer<StateWriter> writer) {
    int depth = tree.depth();
    tree.begin(part);
    try {
      writer.accept(tree);
    } catch (Throwable e) {
      errors.report(part, "describe", e);
      tree.text("error", e.toString());
    }
    tree.endDownTo(depth);
  }

  /** Returns the disk statistics. */
  public DiskActivity activity() {
    return from.diskStatistics().activity(inFlight().total(), time.now());
  }

  /** Returns the number of requests that the driver has. */
  public InFlight inFlight() {
    long reads = 0;
    long writes = 0;
    for (CoreHardwareQueue hctx : from.hardwareQueues().used()) {
      for (int tag = 0; tag < hctx.tags().slots(); tag++) {
        QueueRequest rq = hctx.tags().inFlight(tag);
        // As in the disk statistics, only requests are counted that were marked for that when they
        // were allocated.
        if (rq != null && rq.task() != null && rq.has(CoreRequest.IO_STAT)) {
          if (rq.isWrite()) {
            writes++;
          } else {
            reads++;
          }
        }
      }
    }
    return new InFlight(reads, writes);
  }
}
