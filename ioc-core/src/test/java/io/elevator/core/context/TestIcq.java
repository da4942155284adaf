package io.elevator.core.context;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Icq that counts the calls of its hooks. {@code ready} is deliberately a plain field: other
 * threads see it set only if the icq is safely published.
 */
final class TestIcq extends Icq {
  final AtomicInteger inits = new AtomicInteger();
  final AtomicInteger exits = new AtomicInteger();
  boolean ready;

  TestIcq(IcqOwner owner) {
    super(owner);
  }

  IcqNode node() {
    return (IcqNode) owner();
  }

  CoreContext coreContext() {
    return (CoreContext) context();
  }
}
