package io.elevator.bfq;

import io.elevator.spi.Request;

/** A request without bios: what the elevator looks at, and no more. */
final class TestRequest extends Request {
  void bind(BfqElevator elevator) {
    elevatorData(elevator.newRequestData(this));
  }

  void describe(
      TestTask owner,
      TestGroup ofOwner,
      int newOpAndFlags,
      long newSector,
      int newSectors,
      long now) {
    task = owner;
    group = ofOwner;
    icq = owner == null ? null : owner.icq();
    opAndFlags = newOpAndFlags;
    sector = newSector;
    sectors = newSectors;
    startNanos = now;
  }

  void markStarted() {
    started = true;
  }
}
