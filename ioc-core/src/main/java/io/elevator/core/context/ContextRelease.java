package io.elevator.core.context;

/** Deferred job that destroys the icqs of a context after its last reference was dropped. */
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
