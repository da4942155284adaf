package io.elevator.bfq;

import io.elevator.bfq.engine.RedBlackTree;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one group, sorted by the position of their next request. Finds queues whose
 * requests are close to a position.
 *
 * <p>Each comparison reads the current sort key of a request. A front merge may have changed the
 * key after the queue was added. As in Linux, the tree is not repaired then, so its shape
 * influences which queue is found.
 */
final class PositionTree extends RedBlackTree<PositionTree.Position> {

  /** Largest distance at which two positions count as close, in sectors. */
  static final long CLOSE_SECTORS = 8192;

  /** Node of a queue in a position tree. */
  static final class Position extends RedBlackTree.Node<Position> {
    private final BfqQueue queue;
    private @Nullable PositionTree tree;

    Position(BfqQueue queue) {
      this.queue = queue;
    }

    private long sortKey() {
      Request next = queue.next;
      if (next == null) {
        throw new IllegalStateException("a queue without requests is in the position tree");
      }
      return next.sortKey();
    }

    /** Removes the queue from its position tree, if it is in one. */
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
    return visited.sortKey() > added.sortKey();
  }

  /**
   * Adds a queue that has a next request. Does nothing if the tree contains a queue whose next
   * request has the same sort key.
   */
  void enter(BfqQueue queue) {
    Position added = queue.position;
    long sector = added.sortKey();
    Position above = null;
    boolean onTheLeft = false;
    Position at = root();
    while (at != null) {
      above = at;
      long visited = at.sortKey();
      if (sector == visited) {
        return;
      }
      onTheLeft = sector < visited;
      at = onTheLeft ? left(at) : right(at);
    }
    link(added, above, onTheLeft);
    added.tree = this;
  }

  /** Returns a queue whose next request is close to a sort key, or null if there is none. */
  @Nullable BfqQueue findClose(long sector) {
    Position last = null;
    long lastSector = 0;
    Position at = root();
    while (at != null) {
      last = at;
      lastSector = at.sortKey();
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
    return neighbour != null && isClose(neighbour.sortKey(), sector) ? neighbour.queue : null;
  }

  static boolean isClose(long a, long b) {
    return Math.abs(a - b) <= CLOSE_SECTORS;
  }
}
