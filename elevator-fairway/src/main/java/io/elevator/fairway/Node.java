package io.elevator.fairway;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A group in one class, or the root of the class: its active members in a heap by tag, and its
 * virtual time, the largest tag at which a member was served. Guarded by the elevator's lock.
 */
final class Node extends Entity {
  private @Nullable Entity[] heap = new Entity[4];
  private int size;
  private long activeWeights;
  private long virtualTime;
  private long turns;

  Node(int weight, @Nullable Node parent) {
    super(weight);
    this.parent = parent;
  }

  /** Sets the virtual time, for tests of its overflow; the node has had no member yet. */
  void startAt(long value) {
    virtualTime = value;
  }

  long virtualTime() {
    return virtualTime;
  }

  /** Returns the number of active members. */
  int size() {
    return size;
  }

  /** Returns the sum of the active members' weights. */
  long activeWeights() {
    return activeWeights;
  }

  void weightChanged(int difference) {
    activeWeights += difference;
  }

  /** Makes room for one more member, so that {@link #add} needs no memory. */
  void reserve() {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
  }

  /** Adds a member, whose tag is set. Room was {@link #reserve reserved}. */
  void add(Entity member) {
    member.turn = turns++;
    activeWeights += member.weight();
    up(size++, member);
  }

  /** Removes an active member. */
  void remove(Entity member) {
    int index = member.heapIndex;
    activeWeights -= member.weight();
    member.heapIndex = -1;
    size--;
    Entity last = at(size);
    heap[size] = null;
    if (index < size) {
      up(index, last);
      down(last.heapIndex, last);
    }
  }

  /** Restores the order of the heap after a member's tag has grown. */
  void tagGrew(Entity member) {
    down(member.heapIndex, member);
  }

  /** Restores the order of the heap after a member's tag has fallen. */
  void tagFell(Entity member) {
    up(member.heapIndex, member);
  }

  /** Raises the virtual time to the tag of a member that is being served. */
  void serve(Entity member) {
    if (member.tag - virtualTime > 0) {
      virtualTime = member.tag;
    }
  }

  /** Returns the member with the smallest tag. */
  Entity first() {
    return at(0);
  }

  /**
   * Returns the member to serve. That is the one with the smallest tag, unless its cost in the
   * drive has reached its share of the window: a member below its own share then goes first if it
   * is the next or the one after in the heap, and its tag less than a quantum ahead. So a burst of
   * one member does not fill the drive while another one trickles; the shares over time stay those
   * of the weights.
   *
   * @param window limit of the cost in the drive
   * @param quantum cost by which the tag may be ahead
   */
  Entity choose(long window, long quantum) {
    Entity best = at(0);
    if (size == 1 || !isAtShare(best, window)) {
      return best;
    }
    Entity other = at(1);
    if (size > 2 && at(2).isBefore(other)) {
      other = at(2);
    }
    boolean goesFirst = !isAtShare(other, window) && other.tag - best.tag < other.distance(quantum);
    return goesFirst ? other : best;
  }

  private boolean isAtShare(Entity member, long window) {
    return member.inFlight * activeWeights >= window * member.weight();
  }

  private Entity at(int index) {
    Entity member = heap[index];
    if (member == null) {
      throw new IllegalStateException("no member at " + index + " of " + size);
    }
    return member;
  }

  private void up(int from, Entity member) {
    int index = from;
    while (index > 0) {
      int above = (index - 1) >>> 1;
      Entity other = at(above);
      if (!member.isBefore(other)) {
        break;
      }
      put(index, other);
      index = above;
    }
    put(index, member);
  }

  private void down(int from, Entity member) {
    int index = from;
    for (int below = 2 * index + 1; below < size; below = 2 * index + 1) {
      if (below + 1 < size && at(below + 1).isBefore(at(below))) {
        below++;
      }
      Entity other = at(below);
      if (!other.isBefore(member)) {
        break;
      }
      put(index, other);
      index = below;
    }
    put(index, member);
  }

  private void put(int index, Entity member) {
    heap[index] = member;
    member.heapIndex = index;
  }
}
