package io.elevator.files.inodes;

import io.elevator.files.route.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open file, which all its handles share: the elevator sees it as one region. The monitor guards
 * the gates of the handles. {@link #exclusive} is locked by the operation that has the file for
 * itself; it is taken before the monitor, and no I/O is waited for under the monitor.
 */
public final class OpenInode {
  private final Object key;
  private final ReentrantLock exclusive = new ReentrantLock();
  private final List<IoGate> gates = new ArrayList<>();
  private final List<OpenPath> paths = new ArrayList<>();
  private final RangeLocks locks = new RangeLocks();
  private final SyncGroup syncs = new SyncGroup();
  private final AppendOrder appends;
  private final AtomicLong knownLength;
  private boolean isHeld;
  private boolean hasDirect;
  private boolean hasBuffered;
  private boolean isMixtureReported;

  OpenInode(Object key, long length) {
    this.key = key;
    this.appends = new AppendOrder(length);
    this.knownLength = new AtomicLong(length);
  }

  /** An operation that has the file for itself. */
  @FunctionalInterface
  public interface Action {
    /** Performs the operation. */
    void perform() throws IOException;
  }

  /** Returns the identity of the file. */
  public Object key() {
    return key;
  }

  /** Returns the locks of writes past the page cache. */
  public RangeLocks locks() {
    return locks;
  }

  /** Returns the syncs. */
  public SyncGroup syncs() {
    return syncs;
  }

  /** Returns the appends. */
  public AppendOrder appends() {
    return appends;
  }

  /**
   * Returns a length that the file has at least, in bytes. Only direct writes, truncations and
   * allocations of this virtual machine raise it, so the file may be longer.
   */
  public long knownLength() {
    return knownLength.get();
  }

  /** Raises the known length after a write. */
  public void grew(long end) {
    if (knownLength.get() < end) {
      long ignored = knownLength.accumulateAndGet(end, Math::max);
    }
  }

  /** Sets the known length while the caller has the file for itself. */
  public void lengthIs(long length) {
    knownLength.set(length);
  }

  /**
   * Adds the gate of a handle. Returns whether the file is now open both ways for the first time.
   */
  boolean add(IoGate gate, OpenPath path, boolean direct) {
    synchronized (this) {
      gates.add(gate);
      paths.add(path);
      if (isHeld) {
        CompletableFuture<Void> ignored = gate.hold();
      }
      hasDirect |= direct;
      hasBuffered |= !direct;
      boolean isNew = hasDirect && hasBuffered && !isMixtureReported;
      isMixtureReported |= isNew;
      return isNew;
    }
  }

  /** Removes the gate of a handle; returns the number of handles that are left. */
  int remove(IoGate gate, OpenPath path) {
    synchronized (this) {
      boolean ignored = gates.remove(gate) && paths.remove(path);
      return gates.size();
    }
  }

  /** Gives the handles that know the file by one name another name. */
  void renamed(Path from, Path to) {
    synchronized (this) {
      for (OpenPath known : paths) {
        if (known.path().equals(from)) {
          known.renamed(to);
        }
      }
    }
  }

  /** Marks a name of the handles as gone. */
  void gone(Path path) {
    synchronized (this) {
      for (OpenPath known : paths) {
        if (known.path().equals(path)) {
          known.gone();
        }
      }
    }
  }

  /** Returns the number of handles. */
  public int handles() {
    synchronized (this) {
      return gates.size();
    }
  }

  /**
   * Performs an operation while no other I/O of the file is in flight. I/O that comes meanwhile
   * waits.
   */
  public void exclusively(Waiting waiting, Action action) throws IOException {
    exclusive.lock();
    try {
      List<CompletableFuture<Void>> drains = new ArrayList<>();
      synchronized (this) {
        isHeld = true;
        gates.forEach(gate -> drains.add(gate.hold()));
      }
      for (CompletableFuture<Void> drain : drains) {
        Void ignored = waiting.await(drain);
      }
      action.perform();
    } finally {
      List<IoGate> held;
      synchronized (this) {
        isHeld = false;
        held = List.copyOf(gates);
      }
      held.forEach(IoGate::unhold);
      exclusive.unlock();
    }
  }
}
