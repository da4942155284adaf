package io.elevator.core.hostile;

import io.elevator.api.AttributeSpec;
import io.elevator.api.Group;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elevator that keeps its requests in a list and loses none, but throws from every hook, before or
 * after the hook has done its work. Not thread-safe.
 */
@SpiVersion(SpiVersion.CURRENT)
final class HostileElevatorType extends ElevatorType {
  private final RandomExceptions exceptions;
  private boolean ready;

  HostileElevatorType(RandomExceptions exceptions) {
    this.exceptions = exceptions;
  }

  /** Called after the type was registered: its icq factory throws from now on. */
  void ready() {
    ready = true;
  }

  @Override
  public String name() {
    return "hostile";
  }

  @Override
  public String description() {
    return "throws from every hook";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return List.of();
  }

  private static final class PlainIcq extends Icq {
    PlainIcq(IcqOwner owner) {
      super(owner);
    }
  }

  @Override
  public Icq.Factory icqFactory() {
    return owner -> {
      if (ready) {
        exceptions.maybeThrow();
      }
      return new PlainIcq(owner);
    };
  }

  @Override
  public Elevator attach(Attachment attachment) {
    exceptions.maybeThrow();
    return new HostileElevator(attachment);
  }

  private final class HostileElevator extends Elevator implements BioMerger, DepthLimiter {
    private final RequestList list = new RequestList();
    private final Timer timer;

    HostileElevator(Attachment attachment) {
      timer = attachment.newTimer(now -> exceptions.maybeThrow());
    }

    @Override
    public @Nullable Object newRequestData(Request rq) {
      if (exceptions.chance(500)) {
        exceptions.maybeThrow();
      }
      return null;
    }

    @Override
    public void initHardwareQueue(HardwareQueue hctx) {
      exceptions.maybeThrow();
    }

    @Override
    public void exitHardwareQueue(HardwareQueue hctx) {
      exceptions.maybeThrow();
    }

    @Override
    public void exit() {
      timer.close();
      exceptions.maybeThrow();
    }

    @Override
    public void depthUpdated(HardwareQueue hctx) {
      exceptions.maybeThrow();
    }

    @Override
    public int limitDepth(SubmittedBio bio) {
      exceptions.maybeThrow();
      return 0;
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      exceptions.maybeThrow();
      return false;
    }

    @Override
    public void prepare(Request rq, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
      timer.arm(now + 500_000);
      exceptions.maybeThrow();
      while (!in.isEmpty()) {
        list.addLast(in.removeFirst());
        exceptions.maybeThrow();
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      exceptions.maybeThrow();
      return !list.isEmpty();
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      exceptions.maybeThrow();
      return list.removeFirst();
    }

    @Override
    public void completed(Request rq, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void requeue(Request rq, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void finish(Request rq, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void initIcq(Icq icq, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void exitIcq(Icq icq, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void groupWeightChanged(Group group, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void groupRemoved(Group group, long now) {
      exceptions.maybeThrow();
    }

    @Override
    public void describe(StateWriter out) {
      exceptions.maybeThrow();
    }
  }
}
