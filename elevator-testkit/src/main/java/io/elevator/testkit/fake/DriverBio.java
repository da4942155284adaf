package io.elevator.testkit.fake;

import io.elevator.api.Bio;
import org.jspecify.annotations.Nullable;

/** A bio for a {@link FakeDriverRequest}; no queue ever owns it. */
public final class DriverBio extends Bio {
  /** Creates an empty bio. */
  public DriverBio() {}

  @Override
  protected void requireOwned() {
    // The test always owns it.
  }

  /**
   * Links the next bio of the same request.
   *
   * @return this bio
   */
  public DriverBio next(@Nullable Bio bio) {
    next = bio;
    return this;
  }
}
