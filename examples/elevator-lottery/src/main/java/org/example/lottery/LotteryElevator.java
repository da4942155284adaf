package org.example.lottery;

import io.elevator.api.AttributeException;
import io.elevator.api.IoPriority;
import io.elevator.api.PriorityClass;
import io.elevator.spi.Attachment;
import io.elevator.spi.AttributeText;
import io.elevator.spi.BioMerger;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import java.util.ArrayList;
import java.util.NoSuchElementException;

/**
 * Gives tickets to tasks instead of requests, merges bios, and has a tunable. The lock of {@link
 * Raffle.Draw} guards the players, the list of players with requests, and the calls of the
 * attachment's merge functions; {@link #step} is volatile.
 */
final class LotteryElevator extends Raffle.Draw implements BioMerger, MergeFilter {
  private final Attachment attachment;
  private final ArrayList<Player> players = new ArrayList<>();
  private final Player withoutIcq = new Player();
  private volatile int step = Integer.parseInt(Lottery.STEP.defaultValue());

  LotteryElevator(Attachment attachment) {
    this.attachment = attachment;
  }

  @Override
  public synchronized boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    return attachment.tryMerge(bio, absorbed, now);
  }

  /** Allows merges of one task's I/O only. Called under the lock. */
  @Override
  public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
    return rq.icq() == attachment.lookupIcq(bio);
  }

  @Override
  void add(Request rq) {
    Icq icq = rq.icq(); // Null if none could be allocated; such requests share a player.
    Player player = icq == null ? withoutIcq : ((LotteryIcq) icq).player;
    player.tickets = tickets(rq.priority());
    if (player.waiting.isEmpty()) {
      players.add(player);
    }
    player.waiting.addLast(rq);
    attachment.queued(rq);
  }

  private int tickets(int priority) {
    int level = IoPriority.levelOf(priority);
    if (IoPriority.classOf(priority) == PriorityClass.IDLE.number()) {
      level = IoPriority.LEVELS - 1;
    }
    return 1 + (IoPriority.LEVELS - 1 - level) * step;
  }

  @Override
  public synchronized Request dispatch(HardwareQueue hctx, long now) {
    Request rq = super.dispatch(hctx, now);
    if (rq != null) {
      attachment.dispatched(rq);
    }
    return rq;
  }

  @Override
  Request draw() {
    int tickets = 0;
    for (int i = 0; i < players.size(); i++) {
      tickets += players.get(i).tickets;
    }
    if (tickets == 0) {
      return null;
    }
    int ticket = chance.nextInt(tickets);
    int winner = 0;
    while (ticket >= players.get(winner).tickets) {
      ticket -= players.get(winner++).tickets;
    }
    RequestList waiting = players.get(winner).waiting;
    Request rq = waiting.removeFirst();
    if (waiting.isEmpty()) {
      players.remove(winner);
    }
    return rq;
  }

  @Override
  public void exit() {
    if (queued != 0) {
      throw new IllegalStateException(queued + " requests are left in " + attachment.queueName());
    }
  }

  @Override
  public String show(String attribute) {
    requireStep(attribute);
    return Integer.toString(step);
  }

  @Override
  public void store(String attribute, String text, long now) {
    requireStep(attribute);
    int value = AttributeText.int32(attribute, text);
    if (value < 0 || value > 1000) {
      throw new AttributeException(
          AttributeException.Reason.INVALID, "step: " + value + " is not in 0..1000");
    }
    step = value;
  }

  private static void requireStep(String attribute) {
    if (!attribute.equals(Lottery.STEP.name())) {
      throw new NoSuchElementException("no attribute " + attribute);
    }
  }

  @Override
  public void describe(StateWriter out) {
    out.number("queued", queued);
  }
}
