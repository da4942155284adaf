package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random loads, generated from a seed, on several hardware queues. The tests check invariants,
 * because there are no recordings of Linux 6.1 with several hardware queues.
 */
class SeveralHardwareQueuesTest {
  private static final Operation[] OPERATIONS = {
    Operation.READ, Operation.WRITE, Operation.DISCARD, Operation.WRITE_ZEROES, Operation.READ
  };

  private final Map<Domain, Set<Integer>> held = new HashMap<>();
  private final Map<Domain, Integer> surplus = new HashMap<>();
  private final Map<Domain, Integer> lastDepth = new HashMap<>();
  private final List<FakeRequest> out = new ArrayList<>();
  private final Map<FakeRequest, Integer> hctxOf = new HashMap<>();
  private KyberWorld world;
  private int hardwareQueues;
  private int handedOut;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 2, 2", "2, 4, 3", "3, 3, 4", "4, 16, 5", "8, 8, 6", "16, 64, 7"})
  void noTokenIsLostOrDoubledAndEveryWaitingHardwareQueueRuns(
      int queueCount, int stripes, long seed) {
    Random random = new Random(seed);
    hardwareQueues = queueCount;
    world = new KyberWorld(hardwareQueues, stripes);
    for (Domain domain : Domain.values()) {
      held.put(domain, new HashSet<>());
      surplus.put(domain, 0);
    }
    int inserted = 0;
    for (int step = 0; step < 8000; step++) {
      int what = random.nextInt(100);
      // High and low load alternate, so that domains at times run out of tokens and at times out of
      // requests.
      int inserts = step / 1000 % 2 == 0 ? 60 : 20;
      if (what < inserts) {
        insert(random, random.nextInt(stripes));
        inserted++;
      } else if (what < 90) {
        complete(random);
      } else if (what < 93) {
        giveBackAndInsertAgain(random);
      } else if (what < 96) {
        aim(random);
      } else {
        world.advance(random.nextInt(60_000_000));
      }
      runWhatWasAsked();
      if (step % 2 == 0) {
        check();
      }
    }
    while (!out.isEmpty()) {
      complete(random);
      runWhatWasAsked();
      check();
    }
    for (int i = 0; i < hardwareQueues; i++) {
      assertThat(world.hasWork(i)).as("work left in %d", i).isFalse();
    }
    assertThat(handedOut).isGreaterThanOrEqualTo(inserted);
    for (Domain domain : Domain.values()) {
      assertThat(world.state(domain.label + "_tokens.busy")).isEqualTo("0");
    }
    world.elevator.exit();
  }

  private void insert(Random random, int stripe) {
    Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
    FakeRequest rq = world.request(operation, stripe);
    int hctx = stripe % hardwareQueues;
    hctxOf.put(rq, hctx);
    world.insert(hctx, false, rq);
    // As in a real queue, each insertion is followed by a run.
    world.hctx(hctx).run();
  }

  private void complete(Random random) {
    if (out.isEmpty()) {
      return;
    }
    FakeRequest rq = out.remove(random.nextInt(out.size()));
    removeHeldToken(rq);
    world.complete(rq);
    hctxOf.remove(rq);
  }

  private void giveBackAndInsertAgain(Random random) {
    if (out.isEmpty()) {
      return;
    }
    FakeRequest rq = out.remove(random.nextInt(out.size()));
    removeHeldToken(rq);
    world.elevator.requeue(rq, world.now());
    int hctx = hctxOf.get(rq);
    world.insert(hctx, true, rq);
    world.hctx(hctx).run();
  }

  private void removeHeldToken(FakeRequest rq) {
    Domain domain = Domain.of(rq.opAndFlags());
    assertThat(held.get(domain).remove(KyberWorld.token(rq))).isTrue();
  }

  /** Sets new targets, some of which are missed and others met, so that the depths change. */
  private void aim(Random random) {
    String reads = random.nextBoolean() ? "1000" : "100000000000";
    String writes = random.nextBoolean() ? "1000" : "100000000000";
    world.elevator.store("read_lat_nsec", reads, world.now());
    world.elevator.store("write_lat_nsec", writes, world.now());
  }

  private void runWhatWasAsked() {
    boolean asked;
    do {
      asked = false;
      for (int i = 0; i < hardwareQueues; i++) {
        if (world.hctx(i).takeRuns() == 0) {
          continue;
        }
        asked = true;
        for (FakeRequest rq = world.dispatch(i); rq != null; rq = world.dispatch(i)) {
          assertThat(hctxOf.get(rq)).as("hardware queue of %s", rq).isEqualTo(i);
          Domain domain = Domain.of(rq.opAndFlags());
          assertThat(held.get(domain).add(KyberWorld.token(rq)))
              .as("%s is free", KyberWorld.token(rq))
              .isTrue();
          assertThat(KyberWorld.token(rq)).isLessThan(depth(domain));
          out.add(rq);
          handedOut++;
        }
      }
    } while (asked);
  }

  private int depth(Domain domain) {
    return Integer.parseInt(world.state(domain.label + "_tokens.depth"));
  }

  private void check() {
    Map<String, String> state = world.state();
    for (Domain domain : Domain.values()) {
      int depth = Integer.parseInt(state.get(domain.label + "_tokens.depth"));
      int busy = Integer.parseInt(state.get(domain.label + "_tokens.busy"));
      long above = held.get(domain).stream().filter(token -> token >= depth).count();
      int below = held.get(domain).size() - (int) above;
      // Below the depth, the token map and the requests that hold tokens agree, so no token is lost
      // or held twice.
      assertThat(busy).as(domain.label).isEqualTo(below);
      assertThat(below).as(domain.label).isLessThanOrEqualTo(depth);
      if (depth == domain.maxDepth) {
        assertThat(above).as(domain.label).isZero();
      }
      // After the depth was reduced, more tokens may be in use than the new depth. This surplus
      // must only decrease until the depth changes again.
      int known = surplus.get(domain);
      if (lastDepth.getOrDefault(domain, 0) == depth) {
        assertThat(above).as(domain.label).isLessThanOrEqualTo(known);
      }
      lastDepth.put(domain, depth);
      surplus.put(domain, (int) above);
      // A hardware queue that has requests of a domain but got no token must be waiting, and some
      // token must be in use whose release will wake it.
      for (int i = 0; i < hardwareQueues; i++) {
        int work =
            Integer.parseInt(state.get("hctx" + i + "." + domain.label + "_rqs"))
                + Integer.parseInt(state.get("hctx" + i + "." + domain.label + "_staged"));
        if (work > 0) {
          assertThat(state.get("hctx" + i + "." + domain.label + "_waiting"))
              .as("%s of %d with %d requests waits", domain.label, i, work)
              .isEqualTo("1");
        }
      }
    }
  }
}
