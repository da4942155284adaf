package io.elevator.bfq;

import io.elevator.bfq.engine.RedBlackTree;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * Queues of one group by the position of their next request, to find those whose requests lie close
 * together.
 *
 * <p>A key is read at each comparison, and may have moved under a front merge since the queue
 * entered: as in Linux, nothing repairs that, and the shape decides which queue is found.
 */
final class PositionTree extends RedBlackTree<PositionTree.Position> {

  /** Closer than this, in sectors, is close. */
  static final long CLOSE_SECTORS = 8192;

  /** A queue's place. */
  static final class Position extends RedBlackTree.Node<Position> {
    private final BfqQueue queue;
    private @Nullable PositionTree tree;

    Position(BfqQueue queue) {
      this.queue = queue;
    }

    private long sector() {
      Request next = queue.next;
      if (next == null) {
        throw new IllegalStateException("a queue without requests is in the position tree");
      }
      return next.sector();
    }

    /** Leaves the tree it is in, if any. */
    void leave() {
      PositionTree in = tree;
      if (in != null) {
        in.remove(this);
        tree = null;
      }
    }
  }

  @Override
  protected boolean isAfter(Position visited, Position added) {
    return visited.sector() > added.sector();
  }

  /** Adds a queue that has a next request, unless another's starts at the same sector. */
  void enter(BfqQueue queue) {
    Position added = queue.position;
    long sector = added.sector();
    Position above = null;
    boolean onTheLeft = false;
    Position at = root();
    while (at != null) {
      above = at;
      long visited = at.sector();
      if (sector == visited) {
        return;
      }
      onTheLeft = sector < visited;
      at = onTheLeft ? left(at) : right(at);
    }
    link(added, above, onTheLeft);
    added.tree = this;
  }

  /** A queue whose next request is close to {@code sector}, or null. */
  @Nullable BfqQueue findClose(long sector) {
    Position last = null;
    long lastSector = 0;
    Position at = root();
    while (at != null) {
      last = at;
      lastSector = at.sector();
      if (sector == lastSector) {
        return at.queue;
      }
      at = sector < lastSector ? left(at) : right(at);
    }
    if (last == null) {
      return null;
    }
    if (isClose(lastSector, sector)) {
      return last.queue;
    }
    Position neighbour = lastSector < sector ? next(last) : previous(last);
    return neighbour != null && isClose(neighbour.sector(), sector) ? neighbour.queue : null;
  }

  static boolean isClose(long a, long b) {
    return Math.abs(a - b) <= CLOSE_SECTORS;
  }
}
