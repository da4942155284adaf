package io.elevator.core.context;

import io.elevator.api.Group;

/** Hears of changes to the tree of groups; called by the changing thread, with no lock held. */
public interface GroupListener {
  /** A group has another weight; {@link Group#weight} has the newest. */
  void weightChanged(Group group);

  /** A group was removed: no task names it any more, though requests of it may be under way. */
  void removed(Group group);
}
