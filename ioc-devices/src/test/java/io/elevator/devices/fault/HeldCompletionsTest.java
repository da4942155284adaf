package io.elevator.devices.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.defects.Delivery;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.memory.NullDriverType;
import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import io.elevator.spi.driver.Completions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeldCompletionsTest {
  private static final long MILLI = 1_000_000;

  /** A timer that fires when the test says so. While a flag is set, it cannot be armed. */
  private static final class BrokenTimer extends Timer {
    private final Timer.Callback callback;
    private boolean isBroken;
    private int armings;

    BrokenTimer(Timer.Callback callback) {
      this.callback = callback;
    }

    @Override
    public void arm(long nanos) {
      if (isBroken) {
        throw new IllegalStateException("says the test");
      }
      armings++;
    }

    @Override
    public boolean cancel() {
      return false;
    }

    @Override
    public boolean isArmed() {
      return true;
    }

    @Override
    public long expiryNanos() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /** A driver context that passes all calls on to that of a bench, but has a timer of the test. */
  private record Context(DriverContext bench, List<BrokenTimer> timers) implements DriverContext {
    @Override
    public Map<String, String> options() {
      return bench.options();
    }

    @Override
    public Clock clock() {
      return bench.clock();
    }

    @Override
    public Timer newTimer(Timer.Callback callback) {
      BrokenTimer timer = new BrokenTimer(callback);
      timers.add(timer);
      return timer;
    }

    @Override
    public ThreadFactory threads() {
      return bench.threads();
    }

    @Override
    public long seed() {
      return bench.seed();
    }

    @Override
    public void notice(String message) {
      bench.notice(message);
    }

    @Override
    public void report(String where, Throwable defect) {
      bench.report(where, defect);
    }
  }

  private static void holdCompletionOf(
      HeldCompletions held, DriverBench rig, int tag, String fault) {
    FaultRule rule = FaultPlan.parse(fault).rules().getFirst();
    held.holdBack(rig.queue(), (1L << 16) + tag, BioStatus.OK, 0, null, Completions.ALL, rule);
  }

  @Test
  @Timeout(60)
  void aTimerThatCannotBeArmedLosesNoCompletionAndLeavesTheLockFree() throws Exception {
    try (DriverBench rig =
        new DriverBench(new NullDriverType(), 1, "irqmode", "2", "completion_nsec", "3600s")) {
      List<FakeDriverRequest> ended = new ArrayList<>();
      for (int tag = 0; tag < 3; tag++) {
        rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), ended::add);
      }
      Context context = new Context(rig.context(), new ArrayList<>());
      HeldCompletions held =
          new HeldCompletions(
              context, new Delivery(context, "the test"), new DriveDefects(context, "the test"));
      BrokenTimer timer = context.timers().getFirst();
      holdCompletionOf(held, rig, 0, "delay=1ms");
      holdCompletionOf(held, rig, 1, "delay=1ms");
      holdCompletionOf(held, rig, 2, "delay=5ms");
      int armed = timer.armings;
      long start = rig.clock().now();
      timer.isBroken = true;
      timer.callback.fired(start + MILLI);
      assertThat(ended).hasSize(2);
      AtomicInteger left = new AtomicInteger();
      Thread other = new Thread(() -> left.set(held.size()));
      other.start();
      other.join();
      assertThat(left).hasValue(1);
      assertThat(rig.defects()).hasSize(1);
      timer.isBroken = false;
      assertThat(held.actionOf(rig.queue(), (1L << 16) + 2)).isEqualTo(FaultAction.DELAY);
      assertThat(timer.armings).as("armed when the request is late").isEqualTo(armed + 1);
      timer.callback.fired(start + 5 * MILLI);
      assertThat(ended).hasSize(3);
      held.close();
    }
  }
}
