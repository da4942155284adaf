package io.elevator.core.queue.state;

import io.elevator.core.defects.ErrorSink;

/** Reports of defects of one queue, under the queue's name. Immutable; throws nothing. */
public final class QueueErrors {
  private final ErrorSink sink;
  private final String queue;

  /**
   * Makes the reports of a queue.
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

  /** Reports a defect that has no caller to be thrown at. */
  public void report(String where, Throwable defect) {
    sink.report(queue, "", where, defect);
  }

  /**
   * Reports a defect of an extension that has no caller to be thrown at.
   *
   * @param part extension that failed, such as {@code listener}
   * @param where method of it that failed
   */
  public void report(String part, String where, Throwable defect) {
    sink.report(queue, part, where, defect);
  }
}
