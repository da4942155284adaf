package io.elevator.testkit.fake;

import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * One decision that an elevator reported with {@link io.elevator.spi.Attachment#decided}.
 *
 * @param decision what the elevator decided
 * @param reason why
 * @param icq icq that the decision is about, or null
 * @param value figure that belongs to the decision
 * @param nanos instant of the decision, in nanoseconds
 */
public record Decision(String decision, String reason, @Nullable Icq icq, long value, long nanos) {}
