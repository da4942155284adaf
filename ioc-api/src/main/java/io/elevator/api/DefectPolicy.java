package io.elevator.api;

import java.time.Duration;
import java.util.Objects;

/**
 * Decides when an elevator or a driver that breaks its contract is taken out of service. Methods
 * are called by a worker with no lock held; the thresholds once for each queue, when it is opened.
 * An exception of this object is reported, and the default takes its place.
 *
 * <p>An elevator is quarantined: detached by force, after which the queue goes on without one. A
 * queue whose driver is taken out of service is declared dead.
 */
public interface DefectPolicy {
  /** Default of {@link #defects}. */
  int DEFAULT_DEFECTS = 100;

  /** Default of {@link #window}. */
  Duration DEFAULT_WINDOW = Duration.ofSeconds(10);

  /** Default of {@link #withoutDispatch}. */
  Duration DEFAULT_WITHOUT_DISPATCH = Duration.ofSeconds(5);

  /**
   * Takes a part out of service after 100 defects within 10 s, and an elevator that lost requests
   * after 5 s.
   */
  DefectPolicy DEFAULT = new DefectPolicy() {};

  /** Takes nothing out of service. */
  DefectPolicy NEVER =
      new DefectPolicy() {
        @Override
        public boolean takesOut(Defect defect) {
          return false;
        }
      };

  /** Part of a queue that an extension supplies. */
  enum Part {
    /** The attached elevator. */
    ELEVATOR,
    /** The driver. */
    DRIVER
  }

  /**
   * The event that a part of a queue has reached the threshold.
   *
   * @param queue name of the queue
   * @param part part that is to be taken out of service
   * @param name name of the elevator or of the drive
   * @param reason description of the threshold and of the last defect
   */
  record Defect(String queue, Part part, String name, String reason) {
    /** Checks that nothing is null. */
    public Defect {
      Objects.requireNonNull(queue);
      Objects.requireNonNull(part);
      Objects.requireNonNull(name);
      Objects.requireNonNull(reason);
    }
  }

  /**
   * Returns the number of defects within {@link #window} at which a part is to be taken out of
   * service, at least 1.
   */
  default int defects() {
    return DEFAULT_DEFECTS;
  }

  /** Returns the time within which {@link #defects} have to occur. */
  default Duration window() {
    return DEFAULT_WINDOW;
  }

  /**
   * Returns the time after which requests count as lost that an elevator holds but does not
   * dispatch, while the queue drains, nothing is in flight and the elevator has no timer armed.
   */
  default Duration withoutDispatch() {
    return DEFAULT_WITHOUT_DISPATCH;
  }

  /**
   * Returns whether to take a part out of service. If not, the queue goes on as before, and this
   * method is called again when the threshold is reached again.
   */
  default boolean takesOut(Defect defect) {
    return true;
  }
}
