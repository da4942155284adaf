package io.elevator.kyber;

import io.elevator.api.Operation;
import io.elevator.spi.Elevator;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;

/** A request without tags. */
final class FakeRequest extends Request {
  FakeRequest(Operation operation, long sector, int sectors, int stripe) {
    this.opAndFlags = operation.code();
    this.sector = sector;
    this.sectors = sectors;
    this.stripe = stripe;
  }

  /** Has the elevator's part made. */
  FakeRequest bind(Elevator elevator) {
    elevatorData(elevator.newRequestData(this));
    return this;
  }

  FakeRequest icq(Icq value) {
    icq = value;
    return this;
  }

  FakeRequest flags(int flags) {
    opAndFlags |= flags;
    return this;
  }

  void startNanos(long value) {
    startNanos = value;
  }

  void issuedNanos(long value) {
    issuedNanos = value;
  }

  void grow(int by) {
    sectors += by;
  }

  int token() {
    return KyberElevator.dataOf(this).token;
  }
}
