package org.example.lottery;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.StateWriter;

/** State of one io context on one queue: its player. */
final class LotteryIcq extends Icq {
  final Player player = new Player();

  LotteryIcq(IcqOwner owner) {
    super(owner);
  }

  /** Reads without the lock, as statistics may be slightly out of date. */
  @Override
  public void describe(StateWriter out) {
    out.number("tickets", player.tickets);
  }
}
