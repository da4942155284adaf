package io.elevator.core.queue;

import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/** Where an elevator's decisions are told; nobody listens until somebody asks. Thread-safe. */
public final class Decisions {
  /** Somebody who hears of decisions, called by the deciding thread under the elevator's lock. */
  @FunctionalInterface
  public interface Listener {
    /** The elevator decided something; must be quick, and must not call into the library. */
    void decided(String decision, String reason, @Nullable Icq icq, long value, long now);
  }

  private volatile @Nullable Listener listener;

  Decisions() {}

  /** Sets who listens, or null for nobody. */
  public void listen(@Nullable Listener value) {
    listener = value;
  }

  boolean isListening() {
    return listener != null;
  }

  void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    Listener present = listener;
    if (present != null) {
      present.decided(decision, reason, icq, value, now);
    }
  }
}
