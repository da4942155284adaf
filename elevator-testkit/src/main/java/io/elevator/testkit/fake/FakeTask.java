package io.elevator.testkit.fake;

import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * A task of one {@link FakeQueue}, with its own context. The test sets all properties that an
 * elevator may read, including values that a block layer refuses. Its icq is created with its first
 * request.
 */
public class FakeTask extends Task {
  private final FakeQueue queue;
  private final String name;
  private final FakeContext context = new FakeContext();
  private volatile @Nullable Icq icq;
  private volatile FakeGroup group;
  private volatile int stripe;
  private volatile int nice;
  private volatile CpuPolicy cpuPolicy = CpuPolicy.OTHER;

  /** Creates a task in the root group, on stripe 0 and without a priority. */
  public FakeTask(FakeQueue queue, String name) {
    this.queue = queue;
    this.name = name;
    this.group = queue.root();
  }

  @Override
  public int id() {
    return 1;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public FakeContext ioContext() {
    return context;
  }

  @Override
  public FakeGroup group() {
    return group;
  }

  /** Moves the task to a group. */
  public void group(FakeGroup value) {
    group = value;
  }

  @Override
  public int stripe() {
    return stripe;
  }

  /** Moves the task to a stripe. */
  public void stripe(int value) {
    stripe = value;
  }

  @Override
  public int nice() {
    return nice;
  }

  /** Sets the nice value. */
  public void nice(int value) {
    nice = value;
  }

  @Override
  public CpuPolicy cpuPolicy() {
    return cpuPolicy;
  }

  /** Sets the CPU policy. */
  public void cpuPolicy(CpuPolicy value) {
    cpuPolicy = value;
  }

  @Override
  public Credentials credentials() {
    return Credentials.user(0);
  }

  /** Returns the priority that was set; a fake task derives none from its CPU policy. */
  @Override
  public int effectivePriority() {
    return context.priority();
  }

  @Override
  public int rawPriority() {
    return context.priority();
  }

  /** Sets the encoded priority of the task's context. */
  public void priority(int encoded) {
    context.priority(encoded);
  }

  /**
   * Sets the priority of the task's context.
   *
   * @param ioClass number of the class, as in {@link IoPriority#encode}
   * @param level level within the class, from 0 (highest) to 7
   */
  public void priority(int ioClass, int level) {
    context.priority(IoPriority.encode(ioClass, level, 0));
  }

  /** Returns the task's icq, or null if it has none now. */
  public @Nullable Icq icq() {
    return icq;
  }

  void setIcq(@Nullable Icq value) {
    icq = value;
    context.icqs(value == null ? 0 : 1);
  }

  @Override
  public boolean isExiting() {
    return context.activeTasks() == 0;
  }

  /** Ends the task as a block layer does: the elevator's exit hook is called for its icq. */
  @Override
  public void exit() {
    queue.exit(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
