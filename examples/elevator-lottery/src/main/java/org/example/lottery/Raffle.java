package org.example.lottery;

import io.elevator.spi.*;
import java.util.*;

/** Draws lots among all requests that wait. */
@SpiVersion(SpiVersion.CURRENT)
public final class Raffle extends ElevatorType {
  public String name() { return "raffle"; }
  public String description() { return "draws lots among the requests that wait"; }
  public boolean isQueueWide() { return true; }
  public Elevator attach(Attachment attachment) { return new Draw(); }

  /** The monitor guards all fields. {@link #queued} is also read without it, and set before a request is added. */
  static class Draw extends Elevator {
    final SplittableRandom chance = new SplittableRandom(1); // So that runs repeat.
    private final ArrayList<Request> pot = new ArrayList<>();
    private final RequestList head = new RequestList();
    volatile int queued;

    public synchronized void insert(HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      queued = queued + list.size();
      for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
        if (atHead) { head.addFirst(rq); } else { add(rq); }
      }
    }
    public boolean hasWork(HardwareQueue hctx) { return queued > 0; }
    public synchronized Request dispatch(HardwareQueue hctx, long now) {
      Request rq = head.isEmpty() ? draw() : head.removeFirst();
      queued = rq == null ? queued : queued - 1;
      return rq;
    }
    void add(Request rq) { pot.add(rq); }
    Request draw() { return pot.isEmpty() ? null : pot.remove(chance.nextInt(pot.size())); }
    public void exit() {}
  }
}
