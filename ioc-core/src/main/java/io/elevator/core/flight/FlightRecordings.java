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
 * Attaches a {@link QueueRecorder} to each queue of a block layer while at least one flight
 * recording runs, and removes it otherwise.
 *
 * <p>{@link #lock} guards the queues, their recorders and the last observed state; no other lock is
 * taken while it is held. JFR has locks of its own and may call {@link
 * FlightRecorderListener#recordingStateChanged} while it holds one, so this class never queries JFR
 * while it holds {@link #lock}. If two threads query JFR at the same time, the result of the query
 * that began later is used, because it has seen everything that the other query could see.
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

  /**
   * Starts to listen for the start and end of flight recordings. Recordings that already run count,
   * too.
   */
  public FlightRecordings() {
    FlightRecorder.addListener(listener);
    look();
  }

  private void look() {
    long number = looks.incrementAndGet();
    // The check comes first because getFlightRecorder would start JFR.
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

  /**
   * Attaches a recorder to a queue, or removes it, depending on whether a recording runs. A queue
   * has at most one recorder, however many recordings run. The caller holds {@link #lock}.
   */
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

  /** Adds a queue that was opened; it gets a recorder if a recording runs. */
  public void add(BlockQueue queue) {
    lock.lock();
    try {
      queues.add(queue);
      listen(queue);
    } finally {
      lock.unlock();
    }
  }

  /** Removes a queue that was closed, together with its recorder. */
  public void remove(BlockQueue queue) {
    lock.lock();
    try {
      queues.remove(queue);
      ignore(queue);
    } finally {
      lock.unlock();
    }
  }

  /** Stops listening for flight recordings. */
  @Override
  public void close() {
    FlightRecorder.removeListener(listener);
  }
}
