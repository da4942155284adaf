package io.elevator.core.queue.state;

/** A plug as the thread that has it open uses it. */
public interface OpenPlug {
  /** Flushes the plug since the thread is about to wait. */
  void flushToWait();
}
