package io.elevator.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeClockTest {
  private final FakeClock clock = new FakeClock();
  private final List<String> fired = new ArrayList<>();

  private FakeTimer timer(String name) {
    return clock.newTimer(now -> fired.add(name + " at " + (now - clock.startNanos())));
  }

  private long after(long nanos) {
    return clock.startNanos() + nanos;
  }

  @Test
  void timersFireAtTheirInstantsInOrderOfInstantAndThenOfArming() {
    FakeTimer late = timer("late");
    FakeTimer second = timer("second");
    FakeTimer first = timer("first");
    late.arm(after(30));
    first.arm(after(10));
    second.arm(after(10));

    clock.advance(29);
    assertThat(fired).containsExactly("first at 10", "second at 10");
    assertThat(late.isArmed()).isTrue();
    clock.advance(1);
    assertThat(fired).endsWith("late at 30");
    assertThat(clock.now()).isEqualTo(after(30));
  }

  @Test
  void aTimerArmedForThePastFiresWithTheClockWhereItIs() {
    clock.advance(100);
    timer("past").arm(after(5));

    assertThat(fired).isEmpty();
    clock.advance(0);
    assertThat(fired).containsExactly("past at 100");
  }

  @Test
  void aTimerThatItsCallbackArmsAgainFiresInTheSameMove() {
    FakeTimer[] again = new FakeTimer[1];
    again[0] =
        clock.newTimer(now -> {
          fired.add("again at " + (now - clock.startNanos()));
          again[0].arm(now + 10);
        });
    again[0].arm(after(10));

    clock.advance(35);
    assertThat(fired).containsExactly("again at 10", "again at 20", "again at 30");
    assertThat(again[0].armings()).isEqualTo(4);
  }

  @Test
  void cancelledAndClosedTimersDoNotFire() {
    FakeTimer cancelled = timer("cancelled");
    cancelled.arm(after(10));
    FakeTimer closed = timer("closed");
    closed.arm(after(10));

    assertThat(cancelled.cancel()).isTrue();
    assertThat(cancelled.cancel()).isFalse();
    closed.close();
    closed.arm(after(10));
    clock.advance(20);

    assertThat(fired).isEmpty();
    assertThat(closed.isClosed()).isTrue();
    assertThat(clock.timers()).containsExactly(cancelled);
  }

  @Test
  void aStepFiresTheNextTimerAndTellsWhenNothingIsLeft() {
    timer("only").arm(after(1_000));
    clock.defer(() -> fired.add("deferred"));

    assertThat(clock.step()).isTrue();
    assertThat(fired).containsExactly("deferred");
    assertThat(clock.step()).isTrue();
    assertThat(fired).containsExactly("deferred", "only at 1000");
    assertThat(clock.step()).isFalse();
  }

  @Test
  void ticksFollowTheClockAndMayWrap() {
    FakeClock wrapping = new FakeClock(5_000_000, -2);
    assertThat(wrapping.tick(wrapping.now())).isEqualTo(-2);
    wrapping.advance(3_500_000);

    assertThat(wrapping.tick(wrapping.now())).isEqualTo(1);
    assertThat(wrapping.nanosOfTick(1)).isEqualTo(8_000_000);
  }

  @Test
  void theClockRefusesToGoBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advanceTo(clock.startNanos() - 1))
        .withMessageContaining("cannot go back");
  }
}
