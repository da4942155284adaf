package io.elevator.workload;

import io.elevator.workload.session.RunSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A run of a workload that is in progress on a thread of its own. Thread-safe. */
public final class WorkloadRun implements AutoCloseable {
  private final RunSession session;
  private final CompletableFuture<WorkloadResult> result = new CompletableFuture<>();

  private WorkloadRun(RunSession session) {
    this.session = session;
  }

  static WorkloadRun start(RunSession session, Supplier<WorkloadResult> work) {
    WorkloadRun run = new WorkloadRun(session);
    Thread.ofPlatform().daemon().name("ioc-workload").start(() -> run.complete(work));
    return run;
  }

  private void complete(Supplier<WorkloadResult> work) {
    try {
      result.complete(work.get());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * Ends the run early: the jobs submit nothing more and end when the I/Os in flight have ended.
   * This method does not wait for that. It has no effect after the end of the run.
   */
  public void cancel() {
    session.interrupt();
  }

  /** Returns whether the run has ended. */
  public boolean isDone() {
    return result.isDone();
  }

  /**
   * Waits for the end of the run and returns its figures. An interrupt of the calling thread does
   * not end the wait.
   *
   * @throws WorkloadException if the workload cannot be run
   */
  public WorkloadResult await() {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WorkloadException refused) {
        throw new WorkloadException(String.valueOf(refused.getMessage()), refused);
      }
      throw e;
    }
  }

  /** Cancels the run and waits until everything that it opened is closed. */
  @Override
  public void close() {
    cancel();
    result.handle((figures, failure) -> figures).join();
  }
}
