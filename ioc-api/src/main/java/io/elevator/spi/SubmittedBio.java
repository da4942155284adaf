package io.elevator.spi;

import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import org.jspecify.annotations.Nullable;

/**
 * A submitted {@link io.elevator.api.Bio} as elevators see it, from its submission until the hook
 * that it is passed to returns. Elevators order bios by sort keys; this view has neither offset nor
 * memory, as an offset means nothing without its file.
 */
public interface SubmittedBio {
  /** Returns the task on whose behalf the I/O is done; null for flushes that the queue issues. */
  @Nullable Task task();

  /** Returns the group that the I/O is charged to; null for flushes that the queue issues. */
  @Nullable Group group();

  /** Returns operation and flags, see {@link BioFlags}. */
  int opAndFlags();

  /** Returns the operation. */
  Operation operation();

  /** Returns the encoded priority, see {@link IoPriority}. */
  int priority();

  /** Returns the position by which elevators order the bio. */
  long sortKey();

  /**
   * Returns the sort key of the byte behind the last one. A request that begins there may be
   * adjacent; the core checks that the file is the same and the offsets meet.
   */
  long endSortKey();

  /** Returns the length in sectors of 512 bytes, rounded up. */
  long sectors();
}
