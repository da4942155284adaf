package io.elevator.devices.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.memory.MemoryDriverType;
import io.elevator.devices.memory.NullDriverType;
import io.elevator.devices.sim.SimHddDriverType;
import io.elevator.devices.sim.SimSsdDriverType;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that drives that are served by timers continue after any exception in the completion of
 * requests.
 */
class TimedDrivesTest {
  static List<Arguments> drives() {
    return List.of(
        Arguments.of(new MemoryDriverType(), List.of("irqmode", "2")),
        Arguments.of(new NullDriverType(), List.of("irqmode", "2")),
        Arguments.of(new MemoryDriverType(), List.of("irqmode", "2", "faults", "delay=5ms")),
        Arguments.of(new MemoryDriverType(), List.of("irqmode", "2", "faults", "twice nth=900")),
        Arguments.of(new SimHddDriverType(), List.of()),
        Arguments.of(new SimSsdDriverType(), List.of()),
        Arguments.of(new SimSsdDriverType(), List.of("faults", "hang=5ms op=read")));
  }

  private static DriverBench open(DriverType type, List<String> options) throws IOException {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("size", "1m"));
    return new DriverBench(type, 1, all.toArray(String[]::new));
  }

  private static void finish(DriverBench rig) {
    while (rig.queue().taken() > 0 && rig.clock().step()) {
      // Steps the clock until all requests have ended, or until no timer is armed that could end
      // one.
    }
    assertThat(rig.queue().taken()).as("requests that never end").isZero();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwUnchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @MethodSource("drives")
  void aCompletionThatThrowsOutOfMemoryErrorIsRepeated(DriverType type, List<String> options)
      throws IOException {
    try (DriverBench rig = open(type, options)) {
      List<BioStatus> ends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        rig.submit(Operation.READ, 0, 8L * i, DriverBench.memory(512), rq -> ends.add(rq.status()));
      }
      rig.queue().failNext(3);
      finish(rig);
      assertThat(ends).hasSize(8).containsOnly(BioStatus.OK);
      assertThat(rig.queue().stale()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("drives")
  void aCallbackThatThrowsACheckedExceptionStopsNoOtherRequest(
      DriverType type, List<String> options) throws IOException {
    try (DriverBench rig = open(type, options)) {
      List<BioStatus> ends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int number = i;
        rig.submit(
            Operation.READ,
            0,
            8L * i,
            DriverBench.memory(512),
            rq -> {
              ends.add(rq.status());
              if (number % 3 == 0) {
                rig.queue().putBack(rq);
                TimedDrivesTest.<IllegalStateException>throwUnchecked(
                    new IOException("from a callback, says the test"));
              }
            });
      }
      finish(rig);
      assertThat(ends).hasSize(8).containsOnly(BioStatus.OK);
      assertThat(rig.io(Operation.READ, 0, 0, DriverBench.memory(512))).isEqualTo(BioStatus.OK);
    }
  }

  @ParameterizedTest
  @MethodSource("drives")
  void aRequestWhoseMemoryIsClosedBeforeTheTransferFailsAlone(DriverType type, List<String> options)
      throws IOException {
    try (DriverBench rig = open(type, options)) {
      FakeDriverRequest careless = rig.queue().take();
      DriverBio bio = new DriverBio();
      MemorySegment gone;
      try (Arena arena = Arena.ofShared()) {
        gone = arena.allocate(512);
        bio.read(0, gone);
        if (type.isVirtualTime()) {
          rig.offer(careless, Operation.READ.code(), 0, bio, null);
        }
      }
      if (!type.isVirtualTime()) {
        rig.offer(careless, Operation.READ.code(), 0, bio, null);
      }
      List<BioStatus> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        rig.submit(Operation.READ, 0, 0, DriverBench.memory(512), rq -> ends.add(rq.status()));
      }
      finish(rig);
      boolean movesData = !(type instanceof NullDriverType);
      assertThat(careless.status()).isEqualTo(movesData ? BioStatus.IOERR : BioStatus.OK);
      assertThat(ends).hasSize(4).containsOnly(BioStatus.OK);
      assertThat(rig.defects()).hasSize(movesData ? 1 : 0);
    }
  }
}
