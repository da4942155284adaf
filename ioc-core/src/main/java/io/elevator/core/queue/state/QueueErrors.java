package io.elevator.core.queue.state;

import io.elevator.core.defects.ErrorSink;

/**
 * Reports defects of one queue to the error sink, under the queue's name. Immutable; throws
 * nothing.
 */
public final class QueueErrors {
  private final ErrorSink sink;
  private final String queue;

  /**
   * Creates the reports of a queue.
   *
   * @param queue name of the queue
   */
  public QueueErrors(ErrorSink sink, String queue) {
    this.sink = sink;
    this.queue = queue;
  }

  /** Returns the name of the queue. */
  public String queue() {
    return queue;
  }

  /** Reports a defect for which there is no caller to throw an exception at. */
  public void report(String where, Throwable defect) {
    sink.report(queue, "", where, defect);
  }

  /**
   * Reports a defect of an extension for which there is no caller to throw an exception at.
   *
   * @param part extension that failed, such as {@code listener}
   * @param where method of the extension that failed
   */
  public void report(String part, String where, Throwable defect) {
    sink.report(queue, part, where, defect);
  }
}
