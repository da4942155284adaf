package io.elevator.core.context;

import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * The consistency checks of an io context. In checked mode they run before each release of the
 * context lock.
 */
final class ContextChecks {
  private ContextChecks() {}

  /**
   * Checks that the list, index, flags and hint of an io context agree. The caller holds the
   * context lock.
   *
   * @throws IllegalStateException if they disagree; the message names the inconsistency
   */
  static void verify(
      CoreContext context, @Nullable IcqNode first, @Nullable Icq[] index, @Nullable Icq hint) {
    int listed = 0;
    boolean hintListed = false;
    for (IcqNode node = first; node != null; node = node.contextNext) {
      listed++;
      Icq icq = node.boundIcq();
      hintListed |= icq == hint;
      require(node.context() == context, node, "in the list of another context");
      require(!node.isDestroyed(), node, "linked and destroyed");
      // The search by id must find this very icq and not another icq with the same id.
      require(
          IcqIndex.findId(index, node.queue().id()) == icq, node, "in the list, not in the index");
      require(
          !node.isExited() || context.activeTasks() == 0, node, "exited while a task is attached");
      QueueIcqs queue = node.queueIcqs();
      if (queue.lock().isHeldByCurrentThread()) {
        require(queue.isLinked(node), node, "in its context's list, not in its queue's");
      }
    }
    if (IcqIndex.size(index) != listed) {
      throw new IllegalStateException(
          context + " lists " + listed + " icqs and indexes " + IcqIndex.size(index));
    }
    if (hint != null && !hintListed) {
      throw new IllegalStateException(
          context + " hints at the " + hint.owner() + ", which is not linked");
    }
  }

  private static void require(boolean holds, IcqNode node, String otherwise) {
    if (!holds) {
      throw new IllegalStateException("the " + node + " is " + otherwise);
    }
  }
}
