package io.elevator.core.queue;

import io.elevator.api.StatisticsNode;
import io.elevator.core.context.IcqCache;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.StatisticsTree;
import io.elevator.spi.StateWriter;
import java.util.Locale;
import java.util.function.Consumer;

/** The figures of a queue as a tree. A moving picture; stops nobody. Thread-safe. */
final class QueueReport {
  private final BlockQueue queue;

  QueueReport(BlockQueue queue) {
    this.queue = queue;
  }

  StatisticsNode snapshot() {
    var tree = new StatisticsTree(queue.name());
    tree.number("id", queue.id());
    tree.text("driver", queue.shape().name());
    tree.text("elevator", queue.elevator());
    tree.number("nr_requests", queue.nrRequests());
    tree.number("inside", queue.entrance().inside());
    tree.number("parked", queue.parking().size());
    tree.number("requeued", queue.requeues().size());
    tree.number("timeouts", queue.timeouts().expired());
    tree.number("stale_completions", queue.completer().stale());
    disk(tree);
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      hardwareQueue(tree, hctx);
    }
    AttachedElevator attached = queue.elevatorSwitch().attached();
    if (attached != null) {
      describe(tree, attached.kind().name(), attached.calls().elevator()::describe);
      IcqCache icqs = attached.kind().icqs();
      if (icqs != null) {
        tree.add(icqs.statistics());
      }
    }
    describe(tree, "driver", queue.driver()::describe);
    return tree.take();
  }

  private void disk(StatisticsTree tree) {
    DiskStatistics disk = queue.diskStatistics();
    disk.refresh(queue.time().now());
    tree.begin("disk");
    for (DiskStatistics.Group group : DiskStatistics.Group.values()) {
      String name = group.name().toLowerCase(Locale.ROOT);
      tree.number(name + "_ios", disk.ios(group));
      tree.number(name + "_merges", disk.merges(group));
      tree.number(name + "_sectors", disk.sectors(group));
      tree.number(name + "_nanos", disk.nanos(group));
    }
    tree.number("in_flight", inFlight());
    tree.number("queued", disk.queued());
    tree.number("io_ticks", disk.busyTicks());
    tree.end();
  }

  private static void hardwareQueue(StatisticsTree tree, CoreHardwareQueue hctx) {
    tree.begin("hctx" + hctx.index());
    tree.number("run", hctx.dispatcher().runs());
    tree.number("dispatch", hctx.dispatchSize());
    tree.number("dispatch_busy", hctx.busyAverage());
    tree.number("nr_tags", hctx.driverTags().capacity());
    tree.number("tags_busy", hctx.driverTags().taken());
    TagUser user = hctx.tags().user();
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
    tree.number("flushes", hctx.flushes().size());
    tree.number(
        "tag_waiters", hctx.tags().waiters(false).size() + hctx.tags().waiters(true).size());
    tree.end();
  }

  /** Lets a plugin write; what it throws is reported and leaves the rest of the tree in order. */
  private void describe(StatisticsTree tree, String part, Consumer<StateWriter> writer) {
    int depth = tree.depth();
    tree.begin(part);
    try {
      writer.accept(tree);
    } catch (RuntimeException | Error e) {
      queue.report(part + ": describe", e);
      tree.text("error", e.toString());
    }
    tree.endDownTo(depth);
  }

  /** Returns how many requests the driver has. */
  long inFlight() {
    return inFlight(false) + inFlight(true);
  }

  /** Returns how many requests of one direction the driver has. */
  long inFlight(boolean write) {
    long count = 0;
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      for (int tag = 0; tag < hctx.tags().slots(); tag++) {
        QueueRequest rq = hctx.tags().inFlight(tag);
        if (rq != null && rq.isWrite() == write) {
          count++;
        }
      }
    }
    return count;
  }
}
