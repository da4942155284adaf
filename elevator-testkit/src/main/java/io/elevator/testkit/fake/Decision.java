package io.elevator.testkit.fake;

import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * A decision that an elevator published with {@link io.elevator.spi.Attachment#decided}.
 *
 * @param decision name of the decision
 * @param reason name of the reason
 * @param icq icq that the decision is about, or null
 * @param value figure that belongs to the decision
 * @param nanos instant of the decision, in nanoseconds
 */
public record Decision(String decision, String reason, @Nullable Icq icq, long value, long nanos) {}
