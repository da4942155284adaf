package io.elevator.bfq;

import io.elevator.bfq.engine.RedBlackTree;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one queue, sorted by sort key; a request is added after those with the same key.
 * The links and the key are fields of {@link BfqRequest}, so nothing is allocated and a comparison
 * reads only one object. If several requests have the same key, {@link #find} returns the one
 * nearest to the root, as Linux does. The shape of the tree is therefore part of the behaviour.
 *
 * <p>Guarded by the elevator's lock.
 */
final class SortedRequests extends RedBlackTree<BfqRequest> {

  // Node below which the last unsuccessful search ended, and the range of keys (from gapFrom,
  // inclusive, to gapTo, exclusive) whose search ends there as well; null after a change of the
  // tree. An insertion follows a search for a front merge. Without this field it would repeat that
  // descent, in which every step is a mispredicted branch.
  private @Nullable BfqRequest gap;
  private long gapFrom;
  private long gapTo;

  /**
   * Returns the request with a given sort key, or null. If several requests have the key, returns
   * the one nearest to the root.
   */
  @Nullable Request find(long sector) {
    BfqRequest node = root();
    BfqRequest last = null;
    long from = Long.MIN_VALUE;
    long to = Long.MAX_VALUE;
    while (node != null) {
      long start = node.sortedAt;
      last = node;
      if (sector < start) {
        to = start;
        node = left(node);
      } else if (sector > start) {
        from = start;
        node = right(node);
      } else {
        return node.request;
      }
    }
    gap = last;
    gapFrom = from;
    gapTo = to;
    return null;
  }

  /** Returns whether a request is in this tree. */
  boolean contains(Request request) {
    return BfqRequest.of(request).sorted == this;
  }

  /** Returns the request with the lowest sort key; null if the tree is empty. */
  @Nullable Request lowest() {
    return requestOf(first());
  }

  /**
   * Returns the request after a given one, or null if the given request is the last.
   *
   * @throws IllegalStateException if the request is not in this tree
   */
  @Nullable Request after(Request member) {
    return requestOf(next(member(member)));
  }

  /**
   * Returns the request before a given one, or null if the given request is the first.
   *
   * @throws IllegalStateException if the request is not in this tree
   */
  @Nullable Request before(Request member) {
    return requestOf(previous(member(member)));
  }

  /**
   * Adds a request after those with the same sort key.
   *
   * @throws IllegalStateException if the request is already in a tree
   */
  void add(Request request) {
    BfqRequest node = BfqRequest.of(request);
    if (node.sorted != null) {
      throw new IllegalStateException("request " + request + " is already sorted");
    }
    long sector = request.sortKey();
    node.sortedAt = sector;
    node.sorted = this;
    BfqRequest above = gap;
    boolean onTheLeft = false;
    if (above != null && sector >= gapFrom && sector < gapTo) {
      onTheLeft = sector < above.sortedAt;
    } else {
      above = null;
      BfqRequest at = root();
      while (at != null) {
        above = at;
        onTheLeft = sector < at.sortedAt;
        at = onTheLeft ? left(at) : right(at);
      }
    }
    gap = null;
    link(node, above, onTheLeft);
  }

  /**
   * Removes a request.
   *
   * @throws IllegalStateException if the request is not in this tree
   */
  void take(Request request) {
    BfqRequest node = member(request);
    gap = null;
    remove(node);
    node.sorted = null;
  }

  /**
   * Updates the stored sort key of a request after a front merge has lowered it. The request keeps
   * its place in the tree, so the caller must move it if its predecessor now has a higher key.
   *
   * @throws IllegalStateException if the request is not in this tree
   */
  void startMoved(Request request) {
    member(request).sortedAt = request.sortKey();
    gap = null;
  }

  @Override
  protected boolean isAfter(BfqRequest visited, BfqRequest added) {
    return visited.sortedAt > added.sortedAt;
  }

  private BfqRequest member(Request request) {
    BfqRequest node = BfqRequest.of(request);
    if (node.sorted != this) {
      throw new IllegalStateException("request " + request + " is not sorted here");
    }
    return node;
  }

  private static @Nullable Request requestOf(@Nullable BfqRequest node) {
    return node == null ? null : node.request;
  }
}
