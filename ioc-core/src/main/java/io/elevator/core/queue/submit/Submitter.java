package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.core.context.LockChecks;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.BioPieces;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.DriverFile;
import org.jspecify.annotations.Nullable;

/**
 * Takes a bio from its submitter into a request, or parks it. The order of steps is that of Linux
 * 6.1. Stateless.
 */
public final class Submitter {
  private final BioTarget target;
  private final DriverFile device;
  private final TimeBase time;
  private final int stripes;
  private final HardwareQueues hardwareQueues;
  private final QueueMarks marks;
  private final QueueLife life;
  private final Completer completer;
  private final BioPieces pieces;
  private final BioChecks checks;
  private final BioPlacement placement;
  private final Entrance entrance;
  private final Parking parking;

  /**
   * Creates the submitter of a queue.
   *
   * @param target queue that ends and resumes the bios
   * @param stripes number of stripes
   */
  public Submitter(
      BioTarget target,
      DriverFile device,
      TimeBase time,
      int stripes,
      HardwareQueues hardwareQueues,
      QueueMarks marks,
      QueueLife life,
      Entrance entrance,
      Parking parking,
      BioChecks checks,
      BioPieces pieces,
      BioPlacement placement,
      Completer completer) {
    this.target = target;
    this.device = device;
    this.time = time;
    this.stripes = stripes;
    this.hardwareQueues = hardwareQueues;
    this.marks = marks;
    this.life = life;
    this.entrance = entrance;
    this.parking = parking;
    this.checks = checks;
    this.pieces = pieces;
    this.placement = placement;
    this.completer = completer;
  }

  /** Submits a bio. */
  public void submit(CoreBio bio, @Nullable CorePlug plug) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.SUBMIT);
    }
    Task task = checks.requireSubmittable(bio);
    long now = time.now();
    bio.take(now);
    if (plug != null && plug.isNoWait()) {
      bio.opAndFlags(bio.opAndFlags() | BioFlags.NOWAIT);
    }
    go(bio, task, plug, now);
  }

  /** Submits a driver command. */
  public void execute(CoreBio bio, boolean atHead, boolean reserved) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.SUBMIT);
    }
    Task task = checks.requireCommand(bio, reserved);
    long now = time.now();
    bio.take(now);
    bio.execute(atHead, reserved);
    go(bio, task, null, now);
  }

  private void go(CoreBio bio, Task task, @Nullable CorePlug plug, long now) {
    if (!bio.namesTask()) {
      bio.takeTask(task);
    }
    bio.target(target);
    FileHandle handle = bio.handle();
    bio.place(handle == null || handle == device ? null : (DriverFile) handle);
    int stripe = task.stripe();
    bio.stripe(stripe < stripes ? stripe : stripe % stripes);
    long limit = bio.timeLimitNanos();
    // A limit beyond the end of the clock means no limit.
    bio.parkedUntil(limit == 0 || limit > Long.MAX_VALUE - now ? 0 : now + limit);
    if (!bio.hasOwnPriority()) {
      bio.takePriority(task.effectivePriority());
    }
    bio.chargeTo(task.group());
    Activation activation = Activation.current();
    if (activation.isBusy()) {
      activation.putAside(bio);
      return;
    }
    try (Activation entered = activation.enter(time, now)) {
      start(bio, plug, entered);
    }
  }

  /** Continues the submission of a parked bio. */
  public void proceed(CoreBio bio, Activation activation) {
    if (bio.isAlone()) {
      // The bio was checked earlier, and holds the unit of the usage counter that it got when its
      // request failed.
      split(bio, null, activation);
    } else {
      start(bio, null, activation);
    }
  }

  /**
   * Checks a bio and takes a unit of the usage counter for it. Then continues with it, ends it, or
   * parks it at the entrance.
   */
  void start(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    BioStatus refusal = checks.check(bio);
    if (refusal != null) {
      completer.endBio(bio, refusal, activation);
    } else if (entrance.tryEnter(bio.stripe())) {
      split(bio, plug, activation);
    } else {
      waitForEntry(bio, plug, activation);
    }
  }

  private void waitForEntry(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    if (plug != null) {
      // The plugged requests would keep the freeze from completing.
      plug.flush(activation, true);
    }
    if (entrance.isDead()) {
      completer.endBio(bio, life.refusal(), activation);
    } else if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0
        || !parking.parkAtEntrance(bio, activation.now())) {
      completer.endBio(bio, BioStatus.AGAIN, activation);
    } else if (!entrance.isShut() || entrance.isDead()) {
      // The entrance was opened, or the device died, between the look and the parking.
      parking.resumeEntrance(activation);
    }
  }

  /** Tries again to admit a bio that waited at the entrance. */
  public boolean retryEntry(CoreBio bio, Activation activation) {
    if (entrance.isDead()) {
      parking.left();
      completer.endBio(bio, life.refusal(), activation);
      return true;
    }
    if (!entrance.tryEnter(bio.stripe())) {
      return false;
    }
    parking.left();
    split(bio, null, activation);
    return true;
  }

  /**
   * Cuts pieces off a bio until the device accepts the rest. The bio holds a unit of the usage
   * counter.
   */
  private void split(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    if (bio.isCommand()) {
      placeWhole(bio, plug, activation);
      return;
    }
    QueueLimits limits = marks.limits();
    long answer = BioSplitter.split(bio, limits);
    while (BioSplitter.bytes(answer) > 0) {
      if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0) {
        endEntered(bio, BioStatus.AGAIN, activation);
        return;
      }
      CoreBio front = pieces.take();
      if (front == null) {
        endEntered(bio, BioStatus.IOERR, activation);
        return;
      }
      bio.cut(front, BioSplitter.bytes(answer), BioSplitter.segments(answer));
      entrance.enterAgain(bio.stripe());
      if (!placePiece(front, bio, plug, activation)) {
        return;
      }
      answer = BioSplitter.split(bio, limits);
    }
    if (answer == BioSplitter.IMPOSSIBLE) {
      endEntered(bio, BioStatus.IOERR, activation);
      return;
    }
    bio.countedSegments(BioSplitter.segments(answer));
    placeWhole(bio, plug, activation);
  }

  /** Places a bio that is not to be cut any further. */
  private void placeWhole(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    int stripe = bio.stripe();
    BioPlacement.Result result = placement.place(bio, null, plug, activation);
    if (result == BioPlacement.Result.REFUSED) {
      endEntered(bio, marks.failing(), activation);
    } else if (result == BioPlacement.Result.LOST) {
      entrance.leave(stripe, 1);
    }
  }

  /**
   * Places a piece of a bio.
   *
   * @param rest bio from which it was cut off
   * @return whether the caller goes on with the rest; otherwise the rest is parked or has ended
   */
  private boolean placePiece(
      CoreBio front, CoreBio rest, @Nullable CorePlug plug, Activation activation) {
    int stripe = rest.stripe();
    BioPlacement.Result result = placement.place(front, rest, plug, activation);
    if (result == BioPlacement.Result.PLACED) {
      return true;
    }
    if (result == BioPlacement.Result.WAITING) {
      // The rest waits behind this piece as one bio, whatever number of pieces it will become.
      rest.uncut(true);
      placement.waitForTag(rest, plug, hardwareQueues.of(stripe), 0, activation);
    } else if (result == BioPlacement.Result.REFUSED) {
      endEntered(front, marks.failing(), activation);
      endEntered(rest, marks.failing(), activation);
    } else {
      entrance.leave(stripe, 2);
    }
    return false;
  }

  /** Tries again to allocate a request for a bio that waited for a tag. */
  public boolean retryAllocation(CoreBio bio, Activation activation) {
    return bio.isUncut() ? retryRest(bio, activation) : placement.retry(bio, activation);
  }

  /** Continues to cut the rest of a split bio while there are tags. */
  private boolean retryRest(CoreBio bio, Activation activation) {
    int stripe = bio.stripe();
    BioPlacement.Result result = placement.tryTag(bio, activation);
    if (result == BioPlacement.Result.WAITING) {
      return false;
    }
    parking.left();
    if (result == BioPlacement.Result.LOST) {
      entrance.leave(stripe, 1);
      return true;
    }
    bio.uncut(false);
    split(bio, null, activation);
    return true;
  }

  private void endEntered(CoreBio bio, BioStatus status, Activation activation) {
    int stripe = bio.stripe();
    completer.endBio(bio, status, activation);
    entrance.leave(stripe, 1);
  }

  /**
   * Has the requests dispatched that the calling thread's stripe has staged, because the thread is
   * about to wait.
   */
  void releaseStaged() {
    Activation activation = Activation.current();
    int stripe = activation.stripe;
    if (stripe < 0 || stripe >= stripes) {
      return;
    }
    CoreHardwareQueue hctx = hardwareQueues.of(stripe);
    if (hctx.software().isKeeping()) {
      try (Activation entered = Activation.enter(time)) {
        hctx.software().release(stripe, entered);
      }
    }
  }
}
