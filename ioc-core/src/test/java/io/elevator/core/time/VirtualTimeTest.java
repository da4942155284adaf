package io.elevator.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.elevator.spi.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime(1_000, 7);
  private final List<String> story = new ArrayList<>();

  private Timer timer(String name) {
    return time.newTimer(now -> story.add(name + "@" + now));
  }

  @Test
  void timersFireInOrderOfInstantThenOfArming() {
    Timer a = timer("a");
    Timer b = timer("b");
    Timer c = timer("c");
    c.arm(2_000);
    b.arm(3_000);
    a.arm(3_000);
    time.runAll();
    assertThat(story).containsExactly("c@2000", "b@3000", "a@3000");
    assertThat(time.now()).isEqualTo(3_000);
    assertThat(time.isIdle()).isTrue();
  }

  @Test
  void armingAgainReplacesTheInstantAndCancelDisarms() {
    Timer a = timer("a");
    Timer b = timer("b");
    a.arm(2_000);
    a.arm(5_000);
    b.arm(3_000);
    assertThat(a.expiryNanos()).isEqualTo(5_000);
    assertThat(b.cancel()).isTrue();
    assertThat(b.cancel()).isFalse();
    time.runAll();
    assertThat(story).containsExactly("a@5000");
    assertThat(a.isArmed()).isFalse();
  }

  @Test
  void instantInThePastFiresNowButNeverInsideArm() {
    time.advanceTo(10_000);
    Timer late = timer("late");
    late.arm(1);
    assertThat(story).isEmpty();
    time.step();
    assertThat(story).containsExactly("late@10000");
  }

  @Test
  void deferredJobsRunBeforeTheNextTimerOfTheSameInstant() {
    Timer second = timer("second");
    Timer first =
        time.newTimer(now -> {
          story.add("first@" + now);
          time.defer(() -> story.add("job@" + time.now()));
          second.arm(now);
        });
    first.arm(2_000);
    time.runAll();
    assertThat(story).containsExactly("first@2000", "job@2000", "second@2000");
  }

  @Test
  void advanceFiresEachDueTimerAtItsOwnInstant() {
    timer("a").arm(1_500);
    timer("b").arm(2_500);
    time.advanceTo(2_000);
    assertThat(story).containsExactly("a@1500");
    assertThat(time.now()).isEqualTo(2_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> time.advanceTo(1_999))
        .withMessageContaining("2000");
  }

  @Test
  void closedTimerIsNeverArmedAgain() {
    Timer a = timer("a");
    a.arm(2_000);
    a.close();
    a.arm(3_000);
    time.runAll();
    assertThat(story).isEmpty();
  }

  @Test
  void ticksFollowTheClockAndMayWrap() {
    var wrapping = new VirtualTime(5_000_000_000L, -2);
    assertThat(wrapping.tick(5_000_000_000L)).isEqualTo(-2);
    assertThat(wrapping.tick(5_001_999_999L)).isEqualTo(-1);
    assertThat(wrapping.tick(5_002_000_000L)).isZero();
    assertThat(wrapping.nanosOfTick(1)).isEqualTo(5_003_000_000L);
  }

  @Test
  void manyTimersFireInOrderAfterRandomChanges() {
    for (long seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      var clock = new VirtualTime();
      long start = clock.now();
      List<Long> fired = new ArrayList<>();
      List<Timer> timers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        timers.add(clock.newTimer(fired::add));
      }
      int armed = 0;
      for (int i = 0; i < 2_000; i++) {
        Timer timer = timers.get(random.nextInt(timers.size()));
        if (random.nextInt(4) == 0) {
          armed -= timer.cancel() ? 1 : 0;
        } else {
          armed += timer.isArmed() ? 0 : 1;
          timer.arm(start + random.nextInt(1_000));
        }
      }
      clock.runAll();
      assertThat(fired).as("seed %d", seed).hasSize(armed).isSorted();
    }
  }
}
