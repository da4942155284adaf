package io.elevator.core.context;

/** The slow part of a last put: takes the icqs of a context apart, on a worker. */
final class ContextRelease implements Runnable {
  private final CoreContext context;

  ContextRelease(CoreContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    context.release();
  }
}
