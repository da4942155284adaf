package io.elevator.core.context;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import java.util.concurrent.atomic.AtomicInteger;

/** An icq that counts its hooks. {@code ready} is plain, so that only publication makes it seen. */
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
