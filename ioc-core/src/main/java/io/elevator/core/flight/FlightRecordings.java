package io.elevator.core.flight;

import io.elevator.core.queue.BlockQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Listens to the queues of a block layer while at least one flight recording runs, and leaves them
 * alone otherwise.
 *
 * <p>{@link #lock}, a leaf, guards the queues, their recorders and what was seen last. JFR has
 * locks of its own and may call {@link FlightRecorderListener#recordingStateChanged} under one, so
 * it is never asked under ours; of two looks at once the one that began later counts, since it has
 * seen all that the other could.
 */
public final class FlightRecordings implements AutoCloseable {
  private final FlightRecorderListener listener =
      new FlightRecorderListener() {
        @Override
        public void recordingStateChanged(Recording recording) {
          look();
        }
      };
  private final AtomicLong looks = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<BlockQueue> queues = new ArrayList<>();
  private final Map<BlockQueue, QueueRecorder> recorders = new HashMap<>();
  private long latestLook;
  private boolean isRecording;

  /** Begins to hear of recordings; those that run already count. */
  public FlightRecordings() {
    FlightRecorder.addListener(listener);
    look();
  }

  private void look() {
    long number = looks.incrementAndGet();
    // Asking for the recorder would start it.
    boolean recording =
        FlightRecorder.isInitialized()
            && FlightRecorder.getFlightRecorder().getRecordings().stream()
                .anyMatch(each -> each.getState() == RecordingState.RUNNING);
    lock.lock();
    try {
      if (number > latestLook) {
        latestLook = number;
        isRecording = recording;
        queues.forEach(this::listen);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Under {@link #lock}. A recorder is attached once, however many recordings there are. */
  private void listen(BlockQueue queue) {
    if (isRecording) {
      QueueRecorder recorder =
          recorders.computeIfAbsent(queue, each -> new QueueRecorder(each.name()));
      queue.metrics().addListener(recorder);
    } else {
      ignore(queue);
    }
  }

  private void ignore(BlockQueue queue) {
    QueueRecorder recorder = recorders.remove(queue);
    if (recorder != null) {
      queue.metrics().removeListener(recorder);
    }
  }

  /** A queue is opened. */
  public void add(BlockQueue queue) {
    lock.lock();
    try {
      queues.add(queue);
      listen(queue);
    } finally {
      lock.unlock();
    }
  }

  /** A queue is closed. */
  public void remove(BlockQueue queue) {
    lock.lock();
    try {
      queues.remove(queue);
      ignore(queue);
    } finally {
      lock.unlock();
    }
  }

  /** Hears of recordings no more. */
  @Override
  public void close() {
    FlightRecorder.removeListener(listener);
  }
}
