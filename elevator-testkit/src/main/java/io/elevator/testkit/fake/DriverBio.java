package io.elevator.testkit.fake;

import io.elevator.api.Bio;
import io.elevator.core.request.BioResult;
import org.jspecify.annotations.Nullable;

/** A bio for a {@link FakeDriverRequest}; no queue ever owns it. */
@SuppressWarnings("exports") // Tests use this class and the API's Bio, not the core's class.
public final class DriverBio extends BioResult {
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
    linkNext(bio);
    return this;
  }
}
