package io.elevator.conformance;

import io.elevator.api.AttributeException;
import io.elevator.api.Group;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * First-in, first-out elevator that merges bios only at the back of its requests, and records every
 * call. The attribute {@code fault} makes it fail in a way that a replay must detect.
 */
final class RecordingType extends ElevatorType {
  final List<String> calls = new ArrayList<>();

  /** Whether elevators attached from now on have the hook that can refuse merges. */
  boolean filtersMerges;

  @Override
  public String name() {
    return "fifo";
  }

  @Override
  public String description() {
    return "first in, first out";
  }

  @Override
  public Icq.Factory icqFactory() {
    return owner -> new Icq(owner) {};
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return filtersMerges ? new Filtering(attachment) : new Recording(attachment);
  }

  /** Elevator that also has the merge filter, and allows every merge. */
  private final class Filtering extends Recording implements MergeFilter {
    Filtering(Attachment attachment) {
      super(attachment);
    }

    @Override
    public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
      return true;
    }
  }

  private class Recording extends Elevator implements BioMerger, DepthLimiter {
    private final Attachment attachment;
    private final RequestList list = new RequestList();
    private final Timer timer;
    private String fault = "";

    Recording(Attachment attachment) {
      this.attachment = attachment;
      timer = attachment.newTimer(now -> calls.add("timer " + now));
    }

    private void call(String text) {
      calls.add(text);
    }

    @Override
    public void exit() {
      call("exit");
      timer.close();
    }

    @Override
    public void depthUpdated(HardwareQueue hctx) {
      call(
          "depth-updated nr="
              + attachment.nrRequests()
              + " tags="
              + hctx.tagDepth()
              + " shift="
              + hctx.tagWordShift());
    }

    @Override
    public int limitDepth(SubmittedBio bio) {
      return attachment.lookupIcq(bio) == null ? 1 : 2;
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      call("bio-merge cpu=" + bio.task().stripe());
      return attachment.tryListMerge(list, bio, 8, now);
    }

    @Override
    public void prepare(Request rq, long now) {
      call("prepare icq=" + (rq.icq() != null) + " group=" + rq.group().path());
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList in, boolean atHead, RequestList absorbed, long now) {
      for (Request rq = in.removeFirst(); rq != null; rq = in.removeFirst()) {
        call("insert " + rq.stripe() + " prio=" + rq.priority());
        if (atHead) {
          list.addFirst(rq);
        } else {
          list.addLast(rq);
        }
      }
      if (fault.equals("report")) {
        attachment.report("here", new IllegalStateException("out of order"));
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return !list.isEmpty();
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      if (fault.equals("throw")) {
        throw new IllegalStateException("broken");
      }
      if (fault.equals("last")) {
        return list.removeLast();
      }
      return list.removeFirst();
    }

    @Override
    public void completed(Request rq, long now) {
      call("completed " + (now - rq.issuedNanos()));
    }

    @Override
    public void requeue(Request rq, long now) {
      call("requeue");
    }

    @Override
    public void finish(Request rq, long now) {
      call("finish");
    }

    @Override
    public void initIcq(Icq icq, long now) {
      call("init-icq prio=" + icq.context().priority());
    }

    @Override
    public void exitIcq(Icq icq, long now) {
      call("exit-icq");
    }

    @Override
    public void groupWeightChanged(Group group, long now) {
      call("weight " + group.path() + " " + group.weight());
    }

    @Override
    public void groupRemoved(Group group, long now) {
      call("removed " + group.path());
    }

    @Override
    public void store(String attribute, String text, long now) {
      switch (attribute) {
        case "fault" -> fault = text;
        case "timer" -> timer.arm(Long.parseLong(text));
        default -> throw new AttributeException(AttributeException.Reason.INVALID, attribute);
      }
    }
  }
}
