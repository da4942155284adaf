package io.elevator.conformance;

import io.elevator.api.AttributeException;
import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.core.context.CoreTask;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replays one vector with one elevator: makes the calls that the block layer made at each line of
 * the vector. Used by one thread. The consistency of the vector was checked when it was read.
 */
final class Replay implements AutoCloseable {
  private static final int LEAST_NR_REQUESTS = 4;
  private static final int MOST_NR_REQUESTS = 2048;
  private static final int REQUEST_FLAGS = CoreRequest.ELV | CoreRequest.ELVPRIV;

  private final ConformanceVector vector;
  private final VirtualTime time;
  private final ReplayTasks tasks;
  private final ReplayQueue queue;
  private final ElevatorAttachment attachment;
  private final Elevator elevator;
  private final boolean noneIsBestEffort;

  private final Map<Integer, ReplayRequest> live = new HashMap<>();
  private final RequestList free = new RequestList();
  private final RequestList inserting = new RequestList();
  private final RequestList absorbed = new RequestList();

  Replay(ElevatorType type, ConformanceVector vector) {
    this.vector = vector;
    ConformanceVector.Queue header = vector.queue();
    time = new VirtualTime(header.startNanos(), header.startTick());
    queue = new ReplayQueue(vector, type, time);
    tasks = queue.tasks();
    attachment = ElevatorAttachment.attach(type, queue);
    elevator = attachment.elevator();
    tasks.attached(elevator);
    // An elevator with a merge filter decides on merges by the task, and its recordings contain the
    // effective priority. The recordings of other elevators contain the priority that was set.
    noneIsBestEffort = attachment.mergeFilter() != null;
  }

  /** Replays a line. Returns the elevator's answer, or null if the line asks for no answer. */
  @Nullable String play(VectorEvent event) {
    long now = time.now();
    String answer = null;
    switch (event) {
      case VectorEvent.Clock clock -> time.advanceTo(clock.nanos());
      case VectorEvent.Submit submit -> answer = submit(submit, now);
      case VectorEvent.HasWork asked -> answer = elevator.hasWork(queue.hctx()) ? "1" : "0";
      case VectorEvent.Dispatch asked -> answer = dispatch(now);
      case VectorEvent.Complete done -> complete(live(done.id()), now);
      case VectorEvent.GiveBack back -> elevator.requeue(live(back.id()), now);
      case VectorEvent.Restart restart -> live(restart.id()).issued(now);
      case VectorEvent.Reinsert again -> answer = reinsert(live(again.id()), now);
      case VectorEvent.Limit limit -> answer = limit(limit, now);
      case VectorEvent.Attribute attribute -> write(attribute, now);
      case VectorEvent.NewTask task -> tasks.begin(task);
      case VectorEvent.Priority priority ->
          tasks.task(priority.task()).priority(priority.priority());
      case VectorEvent.Exit exit -> tasks.exit(exit.task());
      case VectorEvent.NewGroup group -> tasks.begin(group);
      case VectorEvent.Weigh weigh -> tasks.weigh(weigh.group(), weigh.weight());
      case VectorEvent.Join join -> tasks.move(join.task(), join.group());
      case VectorEvent.RemoveGroup removed -> tasks.remove(removed.group());
      case VectorEvent.QueueRun run -> {
        // Linux 6.1 asked for a run somewhere before this line, but the vector does not tell where,
        // so it is not compared.
      }
      case VectorEvent.Note note -> {
        // Notes are for human readers and change nothing.
      }
    }
    // Runs the jobs that were deferred until no lock is held. Timers fire only at N lines.
    time.runDeferred();
    return answer;
  }

  @Nullable Throwable takeDefect() {
    return queue.takeDefect();
  }

  /** Ends the replay. If no request is in flight, the elevator must also be able to detach. */
  void end() {
    if (live.isEmpty()) {
      tasks.detach();
      attachment.detach();
    }
  }

  @Override
  public void close() {
    tasks.close();
    time.close();
  }

  private String submit(VectorEvent.Submit submit, long now) {
    CoreBio bio = new CoreBio();
    ReplayTask submitter = tasks.task(submit.task());
    CoreTask task = submitter.on(submit.cpu(), now);
    bio.describe(
        task,
        task.group(),
        submit.opAndFlags(),
        bioPriority(submitter.priority()),
        submit.sector(),
        submit.sectors(),
        submit.segments());
    MergeAnswer merges = queue.merges();
    merges.begin();
    BioMerger merger = attachment.bioMerger();
    if (merger != null && !queue.isMergingOff() && mayMerge(bio)) {
      boolean taken = merger.bioMerge(bio, absorbed, now);
      freeAbsorbed(now);
      if (taken) {
        return merges.text();
      }
    }
    ReplayRequest rq = allocate(submit, submitter, bio, now);
    merges.inserting(rq);
    inserting.addFirst(rq);
    elevator.insert(queue.hctx(), inserting, submit.atHead(), absorbed, now);
    boolean vanished = absorbed.contains(rq);
    requireTaken();
    freeAbsorbed(now);
    if (vanished) {
      return merges.text();
    }
    return submit.atHead() ? "H" : "I";
  }

  private static boolean mayMerge(CoreBio bio) {
    return BioFlags.mayMerge(bio.opAndFlags());
  }

  private int bioPriority(int priority) {
    boolean none = IoPriority.classOf(priority) == 0;
    return none && noneIsBestEffort
        ? IoPriority.bestEffort(IoPriority.DEFAULT_LEVEL).value()
        : priority;
  }

  private ReplayRequest allocate(
      VectorEvent.Submit submit, ReplayTask submitter, CoreBio bio, long now) {
    ReplayRequest rq = (ReplayRequest) free.removeFirst();
    if (rq == null) {
      rq = new ReplayRequest();
      rq.bindElevator(elevator);
    }
    rq.allocate(
        queue.hctx(),
        submit.opAndFlags(),
        bio.task(),
        bio.group(),
        submit.cpu(),
        REQUEST_FLAGS,
        now);
    rq.id(submit.id());
    rq.icq(submitter.takeIcq(now));
    elevator.prepare(rq, now);
    rq.carry(bio);
    live.put(submit.id(), rq);
    return rq;
  }

  private String dispatch(long now) {
    ReplayRequest rq = (ReplayRequest) elevator.dispatch(queue.hctx(), now);
    if (rq == null) {
      return "-";
    }
    rq.issued(now);
    return Integer.toString(rq.id());
  }

  private void complete(ReplayRequest rq, long now) {
    elevator.completed(rq, now);
    free(rq, now);
  }

  private String reinsert(ReplayRequest rq, long now) {
    queue.merges().begin();
    inserting.addFirst(rq);
    elevator.insert(queue.hctx(), inserting, true, absorbed, now);
    requireTaken();
    if (!absorbed.isEmpty()) {
      throw new IllegalStateException(
          "request " + rq.id() + " was merged although it had been at the drive");
    }
    return "H";
  }

  private void requireTaken() {
    if (!inserting.isEmpty()) {
      throw new IllegalStateException("insert left " + inserting.first() + " in the list");
    }
  }

  private void freeAbsorbed(long now) {
    for (Request rq = absorbed.removeFirst(); rq != null; rq = absorbed.removeFirst()) {
      free((ReplayRequest) rq, now);
    }
  }

  private void free(ReplayRequest rq, long now) {
    elevator.finish(rq, now);
    ReplayTask.giveBack(rq.icq());
    rq.icq(null);
    rq.dropBios();
    live.remove(rq.id());
    free.addFirst(rq);
  }

  private ReplayRequest live(int id) {
    ReplayRequest rq = live.get(id);
    if (rq == null) {
      throw new IllegalStateException("there is no request " + id);
    }
    return rq;
  }

  private String limit(VectorEvent.Limit limit, long now) {
    DepthLimiter limiter = attachment.depthLimiter();
    if (limiter == null) {
      return "0";
    }
    String name = limit.task();
    ReplayTask asking = name == null ? tasks.nobody() : tasks.task(name);
    CoreTask task = asking.on(0, now);
    CoreBio bio = new CoreBio();
    bio.describe(task, task.group(), limit.opAndFlags(), bioPriority(asking.priority()), 0, 0, 0);
    return Integer.toString(limiter.limitDepth(bio));
  }

  private void write(VectorEvent.Attribute attribute, long now) {
    if (attribute.name().equals("nr_requests")) {
      resize(attribute.value());
      return;
    }
    try {
      elevator.store(attribute.name(), attribute.value(), now);
    } catch (AttributeException e) {
      // The value was refused. The old value remains, which the following answers will show.
      return;
    }
  }

  /**
   * Sets the number of requests of the queue. Calls the elevator's hook before the new number is
   * set, as Linux 6.1 did when it recorded the vectors; a request queue does it in the opposite
   * order.
   */
  private void resize(String text) {
    long value;
    try {
      value = Math.max(Long.parseLong(text), LEAST_NR_REQUESTS);
    } catch (NumberFormatException e) {
      return;
    }
    if (value == queue.nrRequests() || value > MOST_NR_REQUESTS) {
      return;
    }
    queue.tags().resize((int) value);
    elevator.depthUpdated(queue.hctx());
    queue.nrRequests((int) value);
  }

  @Override
  public String toString() {
    return "replay of " + vector.source() + " at " + time.now();
  }
}
