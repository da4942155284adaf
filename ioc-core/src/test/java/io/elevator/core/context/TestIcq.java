package io.elevator.core.context;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Icq that counts its hook calls. {@code ready} is a plain field, so that only safe publication
 * makes it visible.
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
