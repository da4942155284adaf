package io.elevator.bfq;

import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.QueueIdentity;

/** A task with a context of its own; its record is made when it is first needed. */
final class TestTask extends Task {
  private final Bench bench;
  private final String name;
  final TestContext context = new TestContext();
  Icq icq;
  TestGroup group;
  int nice;
  CpuPolicy policy = CpuPolicy.OTHER;

  TestTask(Bench bench, String name, int priority) {
    this.bench = bench;
    this.name = name;
    this.group = bench.root;
    context.priority = priority;
  }

  Icq icq() {
    if (icq == null) {
      icq = new BfqElevatorType().icqFactory().newIcq(new TestOwner(bench.identity(), context));
    }
    return icq;
  }

  /** The task's record, made if need be. */
  BfqIcq record() {
    return (BfqIcq) icq();
  }

  BfqQueue syncQueue() {
    return record().slot(true);
  }

  BfqQueue asyncQueue() {
    return record().slot(false);
  }

  void priority(int ioClass, int level) {
    context.priority = IoPriority.encode(ioClass, level, 0);
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
  public IoContext ioContext() {
    return context;
  }

  @Override
  public Group group() {
    return group;
  }

  @Override
  public int stripe() {
    return 0;
  }

  @Override
  public int nice() {
    return nice;
  }

  @Override
  public CpuPolicy cpuPolicy() {
    return policy;
  }

  @Override
  public Credentials credentials() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int effectivePriority() {
    return context.priority;
  }

  @Override
  public int rawPriority() {
    return context.priority;
  }

  @Override
  public boolean isExiting() {
    return context.activeTasks == 0;
  }

  @Override
  public void exit() {
    bench.exit(this);
  }

  @Override
  public String toString() {
    return name;
  }

  static final class TestContext extends IoContext {
    int priority;
    int activeTasks = 1;

    @Override
    public long id() {
      return 1;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public int activeTasks() {
      return activeTasks;
    }

    @Override
    public long references() {
      return 1;
    }

    @Override
    public int icqs() {
      return 1;
    }
  }

  private static final class TestOwner extends IcqOwner {
    TestOwner(QueueIdentity queue, IoContext context) {
      super(queue, context);
    }

    @Override
    public boolean isExited() {
      return false;
    }

    @Override
    public long queued() {
      return 0;
    }

    @Override
    public long dispatched() {
      return 0;
    }

    @Override
    public long merged() {
      return 0;
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public long waitNanos() {
      return 0;
    }

    @Override
    public long deviceNanos() {
      return 0;
    }
  }
}
