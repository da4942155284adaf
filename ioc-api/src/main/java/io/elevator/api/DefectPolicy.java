package io.elevator.api;

import java.time.Duration;
import java.util.Objects;

/**
 * A policy that decides when the core takes an elevator or a driver that breaks its contract out of
 * service. The core reads the thresholds once for each queue, when the queue is opened: in real
 * time in a thread of its own, and opening fails if that does not return within the administration
 * limit. A worker thread calls {@link #takesOut} with no lock held. If a method throws, the core
 * reports the exception and uses the default.
 *
 * <p>An elevator is quarantined: it is detached by force, and the queue continues without an
 * elevator. A queue whose driver is taken out of service is declared dead.
 */
public interface DefectPolicy {
  /** Default of {@link #defects}. */
  int DEFAULT_DEFECTS = 100;

  /** Default of {@link #window}. */
  Duration DEFAULT_WINDOW = Duration.ofSeconds(10);

  /** Default of {@link #withoutDispatch}. */
  Duration DEFAULT_WITHOUT_DISPATCH = Duration.ofSeconds(5);

  /**
   * Default policy: takes an elevator or a driver out of service after 100 defects within 10 s, and
   * an elevator that lost requests after 5 s.
   */
  DefectPolicy DEFAULT = new DefectPolicy() {};

  /** Policy that takes nothing out of service. */
  DefectPolicy NEVER =
      new DefectPolicy() {
        @Override
        public boolean takesOut(Defect defect) {
          return false;
        }
      };

  /** The part of a queue that an extension supplies. */
  enum Part {
    /** The attached elevator. */
    ELEVATOR,
    /** The driver. */
    DRIVER
  }

  /**
   * A part of a queue that has reached a threshold of this policy.
   *
   * @param queue name of the queue
   * @param part part to take out of service
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
   * Returns the number of defects within {@link #window} at which a part is taken out of service,
   * at least 1.
   */
  default int defects() {
    return DEFAULT_DEFECTS;
  }

  /** Returns the time within which the {@link #defects} must occur. */
  default Duration window() {
    return DEFAULT_WINDOW;
  }

  /**
   * Returns the time after which requests of an elevator count as lost: the elevator holds requests
   * but dispatches none, while the queue drains, no request is in flight and the elevator has no
   * timer armed.
   */
  default Duration withoutDispatch() {
    return DEFAULT_WITHOUT_DISPATCH;
  }

  /**
   * Returns whether to take a part out of service. If the result is false, the queue continues as
   * before, and the core calls this method again when the threshold is reached again.
   */
  default boolean takesOut(Defect defect) {
    return true;
  }
}
