package io.elevator.core.queue;

import io.elevator.api.AttributeSpec;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Plug;
import io.elevator.api.QueueControl;
import io.elevator.api.QueueLimits;
import io.elevator.api.QueueListener;
import io.elevator.api.RequestQueue;
import io.elevator.api.StatisticsNode;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applications see of a queue: each call goes to the part of it that knows how. Stateless. */
abstract class QueueFace implements RequestQueue {
  /** Returns this queue, with its parts. */
  abstract BlockQueue parts();

  @Override
  public int id() {
    return parts().identity().id();
  }

  @Override
  public long capacitySectors() {
    return parts().shape().capacitySectors();
  }

  @Override
  public QueueLimits limits() {
    return parts().marks().limits();
  }

  @Override
  public void submit(Bio bio) {
    parts().submitter().submit((CoreBio) bio, null);
  }

  @Override
  public void submit(Bio bio, Plug plug) {
    parts().submitter().submit((CoreBio) bio, ((CorePlug) plug).effective());
  }

  @Override
  public void execute(Bio bio, boolean atHead) {
    parts().submitter().execute((CoreBio) bio, atHead, false);
  }

  @Override
  public void executeReserved(Bio bio, boolean atHead) {
    parts().submitter().execute((CoreBio) bio, atHead, true);
  }

  @Override
  public BioStatus submitAndWait(Bio bio) {
    requireOutside("submitAndWait");
    CoreBio core = (CoreBio) bio;
    var wait = new WaitForEnd(parts());
    core.waiter(wait);
    try {
      parts().submitter().submit(core, null);
    } catch (Throwable e) {
      core.waiter(null);
      // Its driver may count on it.
      wait.doWork();
      throw e;
    }
    parts().submitter().releaseKept();
    return wait.await(core);
  }

  /**
   * Refuses what would wait for queues.
   *
   * @throws IllegalStateException if the calling thread is in a callback or a driver
   */
  public static void requireNoCallback(String what) {
    if (Activation.current().isInside()) {
      throw new IllegalStateException(
          what + " from a callback or a driver, where waiting could wait for itself");
    }
  }

  /**
   * Flushes the thread's plug, as it is going to wait.
   *
   * @throws IllegalStateException if it is inside the queue and would wait for itself
   */
  void requireOutside(String what) {
    Activation activation = Activation.current();
    if (activation.isInside()) {
      requireNoCallback(what + " on " + name());
    }
    activation.flushPlug();
  }

  @Override
  public boolean cancel(Bio bio) {
    return parts().parking().cancel((CoreBio) bio);
  }

  @Override
  public MemoryRegistration registerMemory(MemorySegment memory) {
    if (!memory.isNative() || memory.byteSize() == 0) {
      throw new IllegalArgumentException(
          memory + " cannot be registered; expected native memory that is not empty");
    }
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException(memory + " is closed");
    }
    parts().requireAlive();
    return parts().driver().registerMemory(memory);
  }

  @Override
  public String elevator() {
    AttachedElevator attached = parts().elevatorSwitch().attached();
    return attached == null ? "none" : attached.kind().name();
  }

  @Override
  public void switchElevator(String elevator) {
    parts().switches().switchElevator(elevator);
  }

  @Override
  public List<AttributeSpec> attributes() {
    return parts().attributeTable().specs();
  }

  @Override
  public String attribute(String attribute) {
    return parts().attributeTable().show(attribute);
  }

  @Override
  public void setAttribute(String attribute, String value) {
    parts().attributeTable().store(attribute, value);
  }

  @Override
  public List<AttributeSpec> elevatorAttributes() {
    return parts().tunables().specs();
  }

  @Override
  public String elevatorAttribute(String attribute) {
    return parts().tunables().show(attribute);
  }

  @Override
  public void setElevatorAttribute(String attribute, String value) {
    parts().tunables().store(attribute, value);
  }

  @Override
  public QueueControl control() {
    return parts().switches();
  }

  @Override
  public StatisticsNode statistics() {
    return parts().report().latest();
  }

  @Override
  public @Nullable StatisticsNode statistics(Task task) {
    return parts().report().of(task);
  }

  @Override
  public String debugState() {
    return DebugState.of(parts());
  }

  @Override
  public String stat() {
    BlockQueue queue = parts();
    return queue.diskStatistics().stat(queue.report().inFlight(), queue.time().now());
  }

  @Override
  public String inFlight() {
    QueueReport report = parts().report();
    return report.inFlight(false) + " " + report.inFlight(true);
  }

  @Override
  public void addListener(QueueListener listener) {
    parts().listeners().add(listener);
  }

  @Override
  public void removeListener(QueueListener listener) {
    parts().listeners().remove(listener);
  }

  @Override
  public void close() {
    parts().removal().close(null);
  }

  @Override
  public boolean close(Duration limit) {
    return parts().removal().close(Duration.ofNanos(TimeBase.nanos(limit)));
  }
}
