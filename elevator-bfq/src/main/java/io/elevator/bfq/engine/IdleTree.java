package io.elevator.bfq.engine;

import org.jspecify.annotations.Nullable;

/**
 * The entities without backlog whose finish time is still ahead of virtual time, sorted by finish
 * time.
 *
 * <p>The pointers to the first and the last entity are updated exactly as in Linux and are not
 * recomputed. If several entities have the same finish time, the pointer to the last entity may
 * point to another one, or be null although the tree is not empty. The behaviour of BFQ depends on
 * this.
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
