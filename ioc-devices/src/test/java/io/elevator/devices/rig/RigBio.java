package io.elevator.devices.rig;

import io.elevator.api.Bio;
import org.jspecify.annotations.Nullable;

/** A bio without a queue. */
public final class RigBio extends Bio {
  @Override
  protected void requireOwned() {
    // Nobody takes it from the test.
  }

  /** Links the next bio of the same request. */
  public RigBio next(@Nullable Bio bio) {
    next = bio;
    return this;
  }
}
