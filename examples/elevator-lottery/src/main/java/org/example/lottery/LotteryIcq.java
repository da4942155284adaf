package org.example.lottery;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.StateWriter;

/** What the elevator knows of one task's I/O context on one queue: its player. */
final class LotteryIcq extends Icq {
  final Player player = new Player();

  LotteryIcq(IcqOwner owner) {
    super(owner);
  }

  /** Statistics are a moving picture: without the lock. */
  @Override
  public void describe(StateWriter out) {
    out.number("tickets", player.tickets);
  }
}
