package io.elevator.devices.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.memory.MemoryDriverType;
import io.elevator.devices.sim.SimHddDriverType;
import io.elevator.devices.sim.SimSsdDriverType;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.RecordedState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that after a power cut each sector contains its last durable write or one of the later
 * writes. The history of a sector is the list of numbers that were written to it.
 */
class PowerCutTest {
  private static final int SECTORS = 512;

  static Stream<Arguments> drives() {
    return IntStream.rangeClosed(1, 6)
        .boxed()
        .flatMap(seed ->
            Stream.of(new MemoryDriverType(), new SimHddDriverType(), new SimSsdDriverType())
                .map(type -> Arguments.of(type, (long) seed)));
  }

  private static DriverBench open(DriverType type, long seed) throws IOException {
    String[] common = {"size", "1m", "faults", "powercut=1ms nth=400"};
    if (!(type instanceof MemoryDriverType)) {
      return new DriverBench(type, seed, common);
    }
    String[] all = Arrays.copyOf(common, common.length + 4);
    System.arraycopy(
        new String[] {"volatile_cache", "1", "irqmode", "2"}, 0, all, common.length, 4);
    return new DriverBench(type, seed, all);
  }

  /**
   * The numbers that one sector may contain: the last durable number, and the numbers whose writes
   * were acknowledged or begun since.
   */
  private static final class History {
    private int durable;
    private int acknowledged;
    private int newest;
    private boolean isBusy;

    private boolean mayContain(int found) {
      return found >= durable && found <= newest;
    }
  }

  private final History[] histories = new History[SECTORS];
  private int numbers;
  private int flushed;
  private boolean isCut;

  @ParameterizedTest
  @MethodSource("drives")
  void aPowerCutLosesOnlyWritesThatWereNeitherFlushedNorForced(DriverType type, long seed)
      throws IOException {
    Arrays.setAll(histories, i -> new History());
    SplittableRandom random = new SplittableRandom(seed);
    try (DriverBench rig = open(type, seed)) {
      while (!isCut) {
        while (rig.queue().taken() > 6 && !isCut) {
          rig.clock().step();
        }
        submitOne(rig, random);
      }
      while (rig.clock().step()) {
        // Runs the clock until the requests in the drive have ended, with or without success.
      }
      rig.clock().advance(1_000_000);
      int lost = 0;
      for (int sector = 0; sector < SECTORS; sector++) {
        MemorySegment back = DriverBench.memory(512);
        assertThat(rig.io(Operation.READ, 0, sector, back)).isEqualTo(BioStatus.OK);
        int found = back.get(ValueLayout.JAVA_INT, 0);
        assertThat(back.get(ValueLayout.JAVA_INT, 508)).as("a sector is whole").isEqualTo(found);
        History history = histories[sector];
        assertThat(history.mayContain(found))
            .as("sector %d: %d in %d..%d", sector, found, history.durable, history.newest)
            .isTrue();
        lost += found < history.newest ? 1 : 0;
      }
      assertThat(flushed).isPositive();
      assertThat(lost).as("sectors that lost something").isPositive();
      assertThat((Long) RecordedState.of(rig.driver()::describe).get("faults.lost_sectors"))
          .isPositive();
    }
  }

  private void submitOne(DriverBench rig, SplittableRandom random) {
    int kind = random.nextInt(100);
    if (kind < 4) {
      // The writes that were acknowledged before the flush begins are durable when the flush has
      // ended with OK.
      int[] before = Arrays.stream(histories).mapToInt(history -> history.acknowledged).toArray();
      rig.submit(
          Operation.FLUSH,
          0,
          0,
          null,
          rq -> {
            isCut |= rq.status() == BioStatus.OFFLINE;
            if (rq.status() == BioStatus.OK) {
              flushed++;
              for (int i = 0; i < SECTORS; i++) {
                histories[i].durable = Math.max(histories[i].durable, before[i]);
              }
            }
          });
      return;
    }
    int sectors = 1 + random.nextInt(8);
    int first = random.nextInt(SECTORS - sectors + 1);
    // The test avoids concurrent writes of one sector, because their order would not be defined.
    for (int i = first; i < first + sectors; i++) {
      if (histories[i].isBusy) {
        return;
      }
    }
    boolean isForced = kind < 20;
    int number = ++numbers;
    MemorySegment data = DriverBench.memory(sectors * 512L);
    for (int i = 0; i < sectors; i++) {
      data.set(ValueLayout.JAVA_INT, i * 512L, number);
      data.set(ValueLayout.JAVA_INT, i * 512L + 508, number);
      histories[first + i].newest = number;
      histories[first + i].isBusy = true;
    }
    rig.submit(
        Operation.WRITE,
        isForced ? BioFlags.FUA : 0,
        first,
        data,
        rq -> {
          isCut |= rq.status() == BioStatus.OFFLINE;
          for (int i = first; i < first + sectors; i++) {
            histories[i].isBusy = false;
            if (rq.status() == BioStatus.OK) {
              histories[i].acknowledged = number;
              histories[i].durable = isForced ? number : histories[i].durable;
            }
          }
        });
  }
}
