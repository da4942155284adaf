package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * Entities without backlog whose finish time is still ahead of virtual time, by finish time.
 *
 * <p>The pointers to the first and the last are kept by Linux' literal rules, not recomputed: with
 * equal finish times the last may point elsewhere, or nowhere while the tree is not empty, and that
 * is observable.
 */
final class IdleTree extends RedBlackTree<Entity> {

  private @Nullable Entity first;
  private @Nullable Entity last;

  @Override
  protected boolean isAfter(Entity visited, Entity added) {
    return VirtualTime.isAfter(visited.finish, added.finish);
  }

  @Nullable Entity firstIdle() {
    return first;
  }

  @Nullable Entity lastIdle() {
    return last;
  }

  void add(Entity entity) {
    Entity oldFirst = first;
    if (oldFirst == null || VirtualTime.isAfter(oldFirst.finish, entity.finish)) {
      first = entity;
    }
    Entity oldLast = last;
    if (oldLast == null || VirtualTime.isAfter(entity.finish, oldLast.finish)) {
      last = entity;
    }
    insert(entity);
  }

  void extract(Entity entity) {
    if (entity == first) {
      first = next(entity);
    }
    if (entity == last) {
      last = previous(entity);
    }
    remove(entity);
  }
}
