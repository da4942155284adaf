package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeIcqOwner;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KyberIcqTest {
  private final KyberIcq icq = new KyberIcq(new FakeIcqOwner());

  private Map<String, String> state() {
    return KyberWorld.state(icq::describe);
  }

  @Test
  void unusedDomainsAreNotDescribed() {
    assertThat(state()).isEmpty();
  }

  @Test
  void domainsHaveSeparateStatistics() {
    KyberWorld world = new KyberWorld(1, 1);
    FakeRequest read = world.request(Operation.READ, 0);
    FakeRequest zeroes = world.request(Operation.WRITE_ZEROES, 0);
    read.icq(icq);
    zeroes.icq(icq);
    world.insert(0, false, read, zeroes);
    world.advance(3_000_000);
    world.dispatch();
    world.advance(5_000_000);
    world.complete(read);
    world.dispatch();

    assertThat(state())
        .containsEntry("read.dispatched", "1")
        .containsEntry("read.wait", "1 samples")
        .containsEntry("read.device", "1 samples")
        .containsEntry("other.dispatched", "1")
        .doesNotContainKey("other.wait")
        .doesNotContainKey("write.dispatched");
    world.complete(zeroes);
    assertThat(state().get("other.device")).isEqualTo("1 samples");
  }

  @Test
  void completionsOfSeveralThreadsAreAllCounted() throws InterruptedException {
    int each = 10_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < each; n++) {
                  icq.dispatched(Domain.WRITE);
                  icq.completed(Domain.WRITE, n, n);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(icq.dispatchedCount(Domain.WRITE)).isEqualTo(3 * each);
    assertThat(state().get("write.wait")).isEqualTo(3 * each + " samples");
  }

  /** The same calls with icqs and without icqs must end in exactly the same state. */
  @Test
  void statisticsChangeNoDecision() {
    assertThat(play(true)).isEqualTo(play(false));
  }

  private List<String> play(boolean withIcq) {
    KyberWorld world = new KyberWorld(1, 2);
    List<String> answers = new ArrayList<>();
    Operation[] operations = {
      Operation.READ, Operation.WRITE, Operation.DISCARD, Operation.READ, Operation.WRITE_ZEROES
    };
    List<FakeRequest> out = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      FakeRequest rq = world.request(operations[i % operations.length], i % 2);
      if (withIcq) {
        rq.icq(icq);
      }
      world.insert(0, false, rq);
      FakeRequest next = i % 3 == 0 ? world.dispatch() : null;
      if (next != null) {
        answers.add(next + " " + KyberWorld.token(next));
        out.add(next);
      }
      world.advance(700_000);
      if (out.size() > 20) {
        world.complete(out.removeFirst());
      }
    }
    answers.add(world.state().toString());
    return answers;
  }
}
