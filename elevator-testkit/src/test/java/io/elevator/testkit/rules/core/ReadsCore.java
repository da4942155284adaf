package io.elevator.testkit.rules.core;

import io.elevator.core.Ioc;

/** Reaches behind the API. */
public final class ReadsCore {
  Object layer() {
    return Ioc.builder();
  }
}
