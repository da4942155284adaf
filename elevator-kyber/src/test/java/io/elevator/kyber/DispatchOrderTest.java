package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DispatchOrderTest {
  private final KyberWorld world = new KyberWorld(1, 4);

  /**
   * Dispatches all requests and returns the order of their domains. For example, {@code R16} means
   * 16 reads in a row.
   */
  private String dispatchRuns() {
    StringBuilder runs = new StringBuilder();
    char last = 0;
    int length = 0;
    for (FakeRequest rq : world.dispatchAll()) {
      char letter = Domain.of(rq.opAndFlags()).name().charAt(0);
      if (letter != last && length > 0) {
        runs.append(last).append(length).append(' ');
        length = 0;
      }
      last = letter;
      length++;
      world.complete(rq);
    }
    return length == 0 ? "" : runs.append(last).append(length).toString();
  }

  @Test
  void domainsAreServedInTurnInBatches() {
    world.insert(Operation.READ, 0, 40);
    world.insert(Operation.WRITE, 0, 20);
    world.insert(Operation.DISCARD, 0, 3);
    world.insert(Operation.WRITE_ZEROES, 0, 2);
    world.insert(Operation.SECURE_ERASE, 0, 1);

    assertThat(dispatchRuns()).isEqualTo("R16 W8 D1 O1 R16 W8 D1 O1 R8 W4 D1 O1");
  }

  @Test
  void onlyBusyDomainBeginsAnotherBatch() {
    world.insert(Operation.READ, 0, 35);
    for (int i = 0; i < 17; i++) {
      world.dispatch();
    }
    assertThat(world.state("hctx0.cur_domain")).isEqualTo("READ");
    assertThat(world.state("hctx0.batching")).isEqualTo("1");
  }

  @Test
  void domainWithoutRequestsLosesTheRestOfItsBatch() {
    world.insert(Operation.READ, 0, 3);
    world.insert(Operation.WRITE, 0, 2);
    assertThat(dispatchRuns()).isEqualTo("R3 W2");
    assertThat(world.state("hctx0.cur_domain")).isEqualTo("WRITE");
    assertThat(world.state("hctx0.batching")).isEqualTo("0");

    // Writes are still the current domain, and a new batch of writes begins.
    world.insert(Operation.READ, 0, 1);
    world.insert(Operation.WRITE, 0, 9);
    assertThat(dispatchRuns()).isEqualTo("W8 R1 W1");
  }

  @Test
  void requestsAreCollectedByAscendingStripeAndInOrderWithinAStripe() {
    FakeRequest c = world.insert(Operation.READ, 2);
    FakeRequest a = world.insert(Operation.READ, 0);
    FakeRequest d = world.insert(Operation.READ, 2);
    FakeRequest b = world.insert(Operation.READ, 1);

    assertThat(world.dispatchAll()).containsExactly(a, b, c, d);
  }

  @Test
  void laterInsertionsWaitUntilTheReadyListIsEmpty() {
    FakeRequest late = world.request(Operation.READ, 0);
    FakeRequest first = world.insert(Operation.READ, 1);
    FakeRequest second = world.insert(Operation.READ, 2);
    assertThat(world.dispatch()).isSameAs(first);
    world.insert(0, false, late);

    assertThat(world.dispatchAll()).containsExactly(second, late);
  }

  @Test
  void lastRequestOfAListInsertedAtTheHeadComesFirst() {
    FakeRequest a = world.insert(Operation.READ, 0);
    FakeRequest b = world.request(Operation.READ, 0);
    FakeRequest c = world.request(Operation.READ, 0);
    world.insert(0, true, b, c);

    assertThat(world.dispatchAll()).containsExactly(c, b, a);
  }

  @Test
  void listWithSeveralStripesAndDomainsIsInserted() {
    FakeRequest a = world.request(Operation.READ, 3);
    FakeRequest b = world.request(Operation.WRITE, 3);
    FakeRequest c = world.request(Operation.READ, 1);
    FakeRequest d = world.request(Operation.READ, 3);
    world.insert(0, false, a, b, c, d);

    assertThat(world.dispatchAll()).containsExactly(c, a, d, b);
  }

  @Test
  void domainWithoutTokensLosesItsTurn() {
    world.insert(Operation.WRITE_ZEROES, 0, 18);
    world.insert(Operation.READ, 0, 1);
    List<FakeRequest> out = world.dispatchAll();

    assertThat(out).hasSize(17);
    assertThat(world.state("other_tokens.busy")).isEqualTo("16");
    assertThat(world.state("hctx0.other_waiting")).isEqualTo("1");
    assertThat(world.state("hctx0.other_rqs")).isEqualTo("2");
    assertThat(world.dispatch()).isNull();
    assertThat(world.hasWork(0)).isTrue();
    FakeRequest write = world.insert(Operation.WRITE, 0);
    assertThat(world.dispatch()).isSameAs(write);
  }

  @Test
  void requestsStayStagedAndMergeableWithoutAToken() {
    world.insert(Operation.WRITE_ZEROES, 0, 16);
    List<FakeRequest> out = world.dispatchAll();
    FakeRequest staged = world.insert(Operation.SECURE_ERASE, 1);
    assertThat(world.dispatch()).isNull();
    assertThat(world.state("hctx0.other_staged")).isEqualTo("1");

    assertThat(world.merge(world.bio(1, Operation.SECURE_ERASE.code(), staged.endSortKey(), 8)))
        .isTrue();
    assertThat(staged.sectors()).isEqualTo(16);

    world.complete(out.get(0));
    assertThat(world.dispatch()).isSameAs(staged);
  }

  @Test
  void requestHoldsTheTokenNumberThatTheMapGave() {
    world.insert(Operation.DISCARD, 0, 3);
    List<FakeRequest> out = world.dispatchAll();
    assertThat(out.stream().map(KyberWorld::token).collect(Collectors.toList()))
        .containsExactly(0, 1, 2);
    world.complete(out.get(1));
    world.insert(Operation.DISCARD, 0, 1);

    assertThat(KyberWorld.token(world.dispatch())).isEqualTo(3);
  }

  @Test
  void hasWorkIsTrueUntilTheLastRequestIsDispatched() {
    assertThat(world.hasWork(0)).isFalse();
    assertThat(world.dispatch()).isNull();
    world.insert(Operation.READ, 0);
    world.insert(Operation.READ, 1);
    assertThat(world.hasWork(0)).isTrue();
    world.dispatch();
    assertThat(world.hasWork(0)).isTrue();
    world.dispatch();
    assertThat(world.hasWork(0)).isFalse();
  }

  @Test
  void moreThanSixtyFourStripesAreServed() {
    KyberWorld wide = new KyberWorld(1, 130);
    List<FakeRequest> expected = new ArrayList<>();
    FakeRequest last = wide.insert(Operation.READ, 129);
    for (int stripe : new int[] {0, 63, 64, 127, 128}) {
      expected.add(wide.insert(Operation.READ, stripe));
    }
    expected.add(last);

    assertThat(wide.hasWork(0)).isTrue();
    assertThat(wide.dispatchAll()).containsExactlyElementsOf(expected);
    assertThat(wide.hasWork(0)).isFalse();
  }

  @Test
  void hardwareQueuesHaveSeparateOrdersAndSharedTokens() {
    KyberWorld two = new KyberWorld(2, 2);
    for (int i = 0; i < 10; i++) {
      two.insert(0, false, two.request(Operation.WRITE_ZEROES, 0));
      two.insert(1, false, two.request(Operation.WRITE_ZEROES, 1));
    }
    int first = 0;
    while (two.dispatch(0) != null) {
      first++;
    }
    int second = 0;
    while (two.dispatch(1) != null) {
      second++;
    }

    assertThat(first).isEqualTo(10);
    assertThat(second).isEqualTo(6);
    assertThat(two.hasWork(0)).isFalse();
    assertThat(two.hasWork(1)).isTrue();
    assertThat(two.state("hctx0.other_waiting")).isEqualTo("0");
    assertThat(two.state("hctx1.other_waiting")).isEqualTo("1");
  }
}
