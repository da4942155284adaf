package io.elevator.core.context;

import io.elevator.api.Group;

/**
 * Listener for changes of the group tree; called by the thread that makes the change, with no lock
 * held.
 */
public interface GroupListener {
  /**
   * Called after the weight of a group was changed. {@link Group#weight} may already return a still
   * newer weight.
   */
  void weightChanged(Group group);

  /**
   * Called after a group was removed. No task is in the group any more, but requests of the group
   * may still be outstanding.
   */
  void removed(Group group);
}
