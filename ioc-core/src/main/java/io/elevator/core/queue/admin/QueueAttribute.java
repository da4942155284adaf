package io.elevator.core.queue.admin;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.spi.AttributeText;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attribute of a queue.
 *
 * @param spec name, description and valid values
 * @param show reads the attribute, under the queue's attribute lock
 * @param store sets the attribute, under the queue's attribute lock; null if it is read-only
 */
record QueueAttribute(AttributeSpec spec, Supplier<String> show, @Nullable Consumer<String> store) {
  String name() {
    return spec.name();
  }

  /** Creates an attribute whose value is 0 or 1. */
  static QueueAttribute mark(
      String name, String description, BooleanSupplier show, Consumer<Boolean> store) {
    return new QueueAttribute(
        AttributeSpec.tunable(name, "", show.getAsBoolean() ? "1" : "0", "0, 1", description),
        () -> show.getAsBoolean() ? "1" : "0",
        text -> store.accept(number(name, text) != 0));
  }

  static long number(String name, String text) {
    return AttributeText.unsigned32(name, text);
  }

  static AttributeException refused(String name, String text, String expected) {
    return new AttributeException(
        Reason.INVALID, name + ": '" + text.strip() + "' is refused; " + expected);
  }
}
