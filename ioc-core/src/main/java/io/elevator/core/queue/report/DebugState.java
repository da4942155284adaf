package io.elevator.core.queue.report;

import io.elevator.api.LatencySummary;
import io.elevator.api.StatisticsNode;
import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.complete.FlushMachine;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.FlushTarget;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.queue.state.RequestState;
import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.queue.tags.TagBitmap;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the state of a queue as text, with the names of the debug files of Linux 6.1 and one level
 * for each part. Copies each list under its lock, a few words for each request, and writes it after
 * the lock is released; all other values are snapshots. Stops nothing and changes nothing. Confined
 * to its thread.
 */
public final class DebugState {
  /** Largest number of files whose flushes are listed for a hardware queue. */
  private static final int MOST_FLUSHED_FILES = 64;

  private final ReportSources from;
  private final QueueErrors errors;
  private final QueueReport report;
  private final StringBuilder text = new StringBuilder(4096);
  private int level;

  private DebugState(ReportSources from, QueueErrors errors, QueueReport report) {
    this.from = from;
    this.errors = errors;
    this.report = report;
  }

  /** Returns the state of a queue as text. */
  public static String of(ReportSources from, QueueErrors errors, QueueReport report) {
    return new DebugState(from, errors, report).write();
  }

  private DebugState line(String name, Object value) {
    text.append("  ".repeat(level)).append(name).append(": ").append(value).append('\n');
    return this;
  }

  private void begin(String name) {
    text.append("  ".repeat(level)).append(name).append('\n');
    level++;
  }

  private void end() {
    level--;
  }

  private void list(String name, List<RequestState> requests) {
    begin(name + " (" + requests.size() + ")");
    for (RequestState rq : requests) {
      text.append("  ".repeat(level)).append(rq).append('\n');
    }
    end();
  }

  private String write() {
    begin(errors.queue());
    line("state", String.join("|", flags()));
    line("elevator", from.elevatorSwitch().name());
    if (!from.quarantine().inProgress().isEmpty()) {
      line("quarantine", from.quarantine().inProgress());
    }
    line("nr_requests", from.elevatorInUse().requests());
    line("usage", from.entrance().inside());
    line("freeze_depth", from.entrance().depth());
    line("quiesce_depth", from.switches().quiesceDepth());
    line("parked", from.parking().size());
    report.parkedByClass(this::line);
    line("icqs", from.icqs().icqs());
    list("requeue_list", from.requeues().states());
    for (CoreHardwareQueue hctx : from.hardwareQueues().used()) {
      hardwareQueue(hctx);
    }
    if (!from.entrance().isDead()) {
      // The plugins of a closed queue may have been unloaded.
      elevator();
      driver();
    }
    end();
    return text.toString();
  }

  private List<String> flags() {
    QueueMarks marks = from.marks();
    List<String> names = new ArrayList<>();
    add(names, marks.isMergingOff(), "NOMERGES");
    add(names, marks.isExtendedMergingOff(), "NOXMERGES");
    add(names, marks.isCacheOn(), "WC");
    add(names, from.shape().has(DriverFeature.VOLATILE_CACHE), "HW_WC");
    add(names, marks.isFuaOn(), "FUA");
    add(names, !marks.isRotational(), "NONROT");
    add(names, marks.isAccounting(), "IO_STAT");
    add(names, marks.isAddingRandom(), "ADD_RANDOM");
    add(names, marks.isWritingStably(), "STABLE_WRITES");
    add(names, marks.affinity() >= 1, "SAME_COMP");
    add(names, marks.affinity() == 2, "SAME_FORCE");
    add(names, !from.shape().has(DriverFeature.NO_NOWAIT), "NOWAIT");
    add(names, marks.isLosingCompletions(), "FAIL_IO");
    add(names, !from.entrance().isDead(), "REGISTERED");
    add(names, from.entrance().isDead(), "DYING");
    add(names, from.entrance().isShut(), "FROZEN");
    add(names, marks.isQuiesced(), "QUIESCED");
    ElevatorCalls elevator = from.elevatorInUse().calls();
    add(names, elevator != null && elevator.queueWide, "SQ_SCHED");
    add(names, elevator != null && elevator.attachment().needsIssuedNanos(), "STATS");
    return names;
  }

  private static void add(List<String> names, boolean isSet, String name) {
    if (isSet) {
      names.add(name);
    }
  }

  private void hardwareQueue(CoreHardwareQueue hctx) {
    begin("hctx" + hctx.index());
    List<String> state = new ArrayList<>();
    add(state, hctx.isStopped(), "STOPPED");
    SharedTags.User user = hctx.tags().user();
    add(state, user != null && user.isActive(), "TAG_ACTIVE");
    add(state, hctx.isMarkedRestart(), "SCHED_RESTART");
    line("state", String.join("|", state));
    List<String> flags = new ArrayList<>(List.of("SHOULD_MERGE"));
    add(flags, user != null, "TAG_QUEUE_SHARED");
    add(flags, from.shape().has(DriverFeature.BLOCKING), "BLOCKING");
    line("flags", String.join("|", flags));
    line("type", "default");
    line("run", hctx.runs().count());
    line("running", hctx.runWord().isRunning());
    line("active", user == null ? hctx.driverTags().taken() : user.held());
    line("dispatch_busy", hctx.busyAverage());
    list("dispatch", hctx.dispatchStates());
    list("busy", busy(hctx));
    flushes(hctx);
    tags("tags", hctx.driverTags(), hctx.tags().activeUsers());
    line("tag_waiters", hctx.tags().waiters(false).size());
    line("reserved_tag_waiters", hctx.tags().waiters(true).size());
    RequestPool pool = hctx.pool();
    if (pool.hasElevator()) {
      tags("sched_tags", pool.tags(), 0);
    }
    List<RequestState> elsewhere = new ArrayList<>();
    for (QueueRequest rq : pool.all()) {
      Place place = rq.place;
      if (rq.home() == hctx && (place == Place.ELEVATOR || place == Place.PLUG)) {
        elsewhere.add(RequestState.of(rq));
      }
    }
    list("elevator_and_plugs", elsewhere);
    line("ctx_map", hex(pending(hctx)));
    for (int stripe : hctx.software().stripes()) {
      begin("cpu" + stripe);
      list("default_rq_list", hctx.software().states(stripe));
      end();
    }
    end();
  }

  private static List<RequestState> busy(CoreHardwareQueue hctx) {
    List<RequestState> busy = new ArrayList<>();
    for (int tag = 0; tag < hctx.tags().slots(); tag++) {
      QueueRequest rq = hctx.tags().inFlight(tag);
      if (rq != null) {
        busy.add(RequestState.of(rq));
      }
    }
    return busy;
  }

  private void flushes(CoreHardwareQueue hctx) {
    begin("flush");
    FlushMachine.State state = from.flushes().of(hctx).state(MOST_FLUSHED_FILES);
    flushes(state.device());
    if (state.files() > 0) {
      begin("files (" + state.files() + ")");
      for (FlushTarget.State file : state.listed()) {
        begin(file.file());
        flushes(file);
        end();
      }
      end();
    }
    end();
  }

  private void flushes(FlushTarget.State target) {
    line("in_data", target.inData());
    list("pending", target.pending());
    list("running", target.running());
    list("own_flush", target.ownFlush());
  }

  private void tags(String name, TagSpace space, int activeQueues) {
    begin(name);
    line("nr_tags", space.depth());
    line("nr_reserved_tags", space.reserved());
    line("active_queues", activeQueues);
    bitmap("bitmap_tags", space.ordinary());
    if (space.reserved() > 0) {
      bitmap("breserved_tags", space.reservedOnes());
    }
    end();
  }

  private void bitmap(String name, TagBitmap bitmap) {
    begin(name);
    line("depth", bitmap.depth());
    line("busy", bitmap.taken());
    line("bits_per_word", 1 << bitmap.shift());
    line("map_nr", bitmap.words());
    byte[] bytes = new byte[(bitmap.depth() + 7) / 8];
    for (int tag = 0; tag < bitmap.depth(); tag++) {
      if (bitmap.isTaken(tag)) {
        bytes[tag >>> 3] |= (byte) (1 << (tag & 7));
      }
    }
    begin("bits");
    for (int from = 0; from < bytes.length; from += 16) {
      int to = Math.min(from + 16, bytes.length);
      line(String.format("%08x", from), hex(java.util.Arrays.copyOfRange(bytes, from, to)));
    }
    end();
    end();
  }

  private static byte[] pending(CoreHardwareQueue hctx) {
    int[] stripes = hctx.software().stripes();
    byte[] bytes = new byte[(stripes.length + 7) / 8];
    for (int i = 0; i < stripes.length; i++) {
      if (hctx.software().isPending(stripes[i])) {
        bytes[i >>> 3] |= (byte) (1 << (i & 7));
      }
    }
    return bytes;
  }

  private static String hex(byte[] bytes) {
    var hex = new StringBuilder(bytes.length * 3);
    for (byte each : bytes) {
      hex.append(hex.isEmpty() ? "" : " ").append(String.format("%02x", each));
    }
    return hex.toString();
  }

  private void elevator() {
    AttachedElevator attached = from.elevatorSwitch().attached();
    if (attached != null) {
      begin("sched");
      node(report.part(attached.kind().name(), attached.calls().elevator()::describe));
      end();
    }
  }

  private void driver() {
    node(report.part("driver", from.driver()::describe));
  }

  private void node(StatisticsNode node) {
    begin(node.name());
    node.values()
        .forEach((name, value) -> line(name, value instanceof LatencySummary s ? brief(s) : value));
    node.children().forEach(this::node);
    end();
  }

  private static String brief(LatencySummary latency) {
    return latency.count()
        + " samples, p50 "
        + latency.p50()
        + " ns, p99 "
        + latency.p99()
        + " ns, max "
        + latency.max()
        + " ns";
  }
}
