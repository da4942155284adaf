package io.elevator.core.queue;

import io.elevator.api.BioFlags;
import io.elevator.core.request.SectorOrder;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.SubmittedBio;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out elevator that allows all merges and keeps its contract. Tests override the
 * one hook that is to break the contract.
 */
class HonestElevator extends Elevator implements BioMerger {
  /** An elevator type whose elevators are created by a function of the test. */
  @SpiVersion(SpiVersion.CURRENT)
  static final class Type extends ElevatorType {
    private final String name;
    private final Function<Attachment, Elevator> factory;

    Type(Function<Attachment, Elevator> factory) {
      this("honest", factory);
    }

    Type(String name, Function<Attachment, Elevator> factory) {
      this.name = name;
      this.factory = factory;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return "for tests";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return factory.apply(attachment);
    }
  }

  final Attachment attachment;
  final ReentrantLock lock = new ReentrantLock();
  final SectorOrder[] trees = {new SectorOrder(), new SectorOrder()};
  final RequestList fifo = new RequestList();
  volatile int size;

  /** If set, the elevator dispatches no request. */
  volatile boolean withholding;

  HonestElevator(Attachment attachment) {
    this.attachment = attachment;
  }

  SectorOrder tree(boolean write) {
    return trees[write ? 1 : 0];
  }

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    lock.lock();
    try {
      return attachment.tryMerge(bio, absorbed, now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
    Request rq = tree(BioFlags.isWrite(bio.opAndFlags())).find(bio.endSortKey());
    return rq != null && attachment.mayMerge(rq, bio) ? rq : null;
  }

  @Override
  public void requestMerged(Request rq, MergeKind kind, long now) {
    if (kind == MergeKind.FRONT) {
      tree(rq.isWrite()).remove(rq);
      tree(rq.isWrite()).add(rq);
    }
  }

  @Override
  public void requestsMerged(Request rq, Request absorbed, long now) {
    if (tree(absorbed.isWrite()).contains(absorbed)) {
      tree(absorbed.isWrite()).remove(absorbed);
      fifo.remove(absorbed);
      size = fifo.size();
    }
  }

  @Override
  public @Nullable Request formerRequest(Request rq) {
    return tree(rq.isWrite()).previous(rq);
  }

  @Override
  public @Nullable Request nextRequest(Request rq) {
    return tree(rq.isWrite()).next(rq);
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    lock.lock();
    try {
      for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
        if (atHead || !attachment.tryInsertMerge(rq, absorbed, now)) {
          keep(rq, atHead);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  final void keep(Request rq, boolean atHead) {
    if (atHead) {
      fifo.addFirst(rq);
    } else {
      fifo.addLast(rq);
    }
    tree(rq.isWrite()).add(rq);
    attachment.queued(rq);
    size = fifo.size();
  }

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return size != 0 && !withholding;
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    lock.lock();
    try {
      Request rq = withholding ? null : fifo.first();
      if (rq != null) {
        take(rq);
      }
      return rq;
    } finally {
      lock.unlock();
    }
  }

  final void take(Request rq) {
    fifo.remove(rq);
    tree(rq.isWrite()).remove(rq);
    attachment.dispatched(rq);
    size = fifo.size();
  }

  @Override
  public void exit() {}
}
