package io.elevator.bfq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * The fairness bounds of the engine, tested with many seeds: the service of a queue that always has
 * requests stays close to its share of an ideal fluid drive.
 *
 * <p>The bounds are those of WF2Q (J. C. R. Bennett, H. Zhang, "WF2Q: Worst-case fair weighted fair
 * queueing", INFOCOM 1996, theorem 1), with budgets in place of packets. They also hold for WF2Q+.
 * A queue with share f and largest budget L leads by at most (1 - f) L, and lags by at most the
 * largest budget of all queues. The bounds hold although the search for the next queue may miss the
 * queue with the earliest finish time.
 */
class FairnessBoundTest {

  private static final int SEEDS = 150;
  private static final int SLOTS = 3000;

  /** Upper bound of the error that truncated divisions cause in one run, in sectors. */
  private static final double ROUNDING = 1.0;

  /**
   * Queues with random weights and budgets that always have requests. Each service slot is served
   * in random portions.
   */
  private static final class Contest {
    private final Random random;
    private final Wf2qPlus engine = new Wf2qPlus(0);
    private final TestQueue[] queues;
    private final double[] shares;
    private final int[] least;
    private final int[] most;
    private final long[] served;
    private long total;
    private int largestBudget;

    Contest(int seed) {
      random = new Random(seed);
      int count = 2 + random.nextInt(1 << (1 + random.nextInt(8)));
      queues = new TestQueue[count];
      shares = new double[count];
      least = new int[count];
      most = new int[count];
      served = new long[count];
      long weights = 0;
      for (int i = 0; i < count; i++) {
        int weight = 1 + random.nextInt(1000);
        weights += weight;
        shares[i] = weight;
        least[i] = 8 + random.nextInt(512);
        most[i] = least[i] + random.nextInt(16_000);
        largestBudget = Math.max(largestBudget, most[i]);
        queues[i] = new TestQueue(Integer.toString(i), engine, 2, weight, budget(i));
      }
      for (int i = 0; i < count; i++) {
        shares[i] /= weights;
        engine.activate(queues[i], false);
      }
    }

    private int budget(int index) {
      return least[index] + random.nextInt(most[index] - least[index] + 1);
    }

    void serveSlot() {
      TestQueue queue = (TestQueue) engine.select();
      int index = Integer.parseInt(queue.name);
      for (int left = queue.budget; left > 0; ) {
        int portion = Math.min(left, 1 + random.nextInt(1024));
        engine.charge(queue, portion);
        left -= portion;
      }
      served[index] += queue.budget;
      total += queue.budget;
      queue.budget = budget(index);
      engine.requeueExpired(queue);
      engine.resetInService(queue);
      queue.service = 0;
    }

    double lead(int index) {
      return served[index] - shares[index] * total;
    }
  }

  @RepeatedTest(SEEDS)
  void serviceStaysWithinTheBoundsOfWf2q(RepetitionInfo run) {
    Contest contest = new Contest(run.getCurrentRepetition());

    for (int slot = 0; slot < SLOTS; slot++) {
      contest.serveSlot();
      for (int i = 0; i < contest.queues.length; i++) {
        double lead = contest.lead(i);
        double mostLead = (1 - contest.shares[i]) * contest.most[i];
        if (lead > mostLead + ROUNDING || -lead > contest.largestBudget + ROUNDING) {
          assertThat(lead)
              .as("lead of queue %d after slot %d, seed %d", i, slot, run.getCurrentRepetition())
              .isBetween(-contest.largestBudget - ROUNDING, mostLead + ROUNDING);
        }
      }
    }

    assertThat(contest.total).isPositive();
  }

  @Test
  void errorOfSharesTendsToZeroInLongerRuns() {
    for (int seed = 1000; seed < 1020; seed++) {
      Contest contest = new Contest(seed);
      for (int length = 100; length <= 100_000; length *= 10) {
        while (contest.total < (long) length * contest.largestBudget) {
          contest.serveSlot();
        }
        for (int i = 0; i < contest.queues.length; i++) {
          double error = Math.abs(contest.lead(i)) / contest.total;
          assertThat(error)
              .as("share of queue %d after %d sectors, seed %d", i, contest.total, seed)
              .isLessThanOrEqualTo(1.001 / length);
        }
      }
    }
  }
}
