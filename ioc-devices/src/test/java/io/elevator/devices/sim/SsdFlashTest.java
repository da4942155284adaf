package io.elevator.devices.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.elevator.devices.options.DriverOptions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SsdFlashTest {
  private static final long START = 1_000_000_000;

  private static SsdFlash flash(String... options) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return new SsdFlash(SsdParameters.read(new DriverOptions(map)), 1);
  }

  @Test
  void pagesOfDifferentUnitsAreReadConcurrentlyAndPagesOfOneUnitSequentially() {
    long alone = flash().read(0, 4096, START, 1) - START;
    SsdFlash apart = flash();
    apart.read(0, 4096, START, 1);
    assertThat(apart.read(16384, 4096, START, 1) - START).isLessThan(alone + alone / 5);
    SsdFlash together = flash();
    together.read(0, 4096, START, 1);
    long units = 64;
    long second = together.read(units * 16384, 4096, START, 1) - START;
    assertThat(second).isGreaterThan(alone + 30_000);
  }

  @Test
  void theRestOfAPageThatWasReadComesFromItsRegister() {
    SsdFlash flash = flash();
    long first = flash.read(0, 4096, START, 1) - START;
    long now = START + 1_000_000;
    assertThat(flash.read(4096, 4096, now, 1) - now).isLessThan(first / 2);
  }

  @Test
  void aReadWaitsForAProgramOnlyUntilItIsSuspended() {
    SsdFlash flash = flash("program_nsec", "50ms", "slc_size", "0");
    long alone = flash.read(0, 4096, START, 1) - START;
    SsdFlash busy = flash("program_nsec", "50ms", "slc_size", "0");
    for (int i = 0; i < 64; i++) {
      busy.write(i * 16384L, 16384, START, 1, false);
    }
    long now = START + 1_000_000;
    long beside = busy.read(0, 4096, now, 1) - now;
    assertThat(beside).isBetween(alone + 35_000, alone + 50_000);
  }

  @Test
  void aForcedWriteEndsAfterItsProgramAndAProtectedBufferNeedsNone() {
    SsdFlash consumer = flash();
    assertThat(consumer.write(0, 4096, START, 1, true) - START).isGreaterThan(318_000);
    SsdFlash protectedOne = flash("preset", "nvme-dc");
    assertThat(protectedOne.write(0, 4096, START, 1, true) - START).isLessThan(50_000);
    assertThat(protectedOne.flush(START + 1_000_000, 1) - START).isLessThan(1_050_000);
  }

  @Test
  void aFlushWaitsUntilAllBufferedDataIsInTheFlash() {
    SsdFlash flash = flash();
    long end = 0;
    for (int i = 0; i < 640; i++) {
      end = Math.max(end, flash.write(i * 16384L, 16384, START, 1, false));
    }
    // Each flash unit does ten page programs, one after the other.
    assertThat(flash.flush(end, 1) - START).isGreaterThan(10 * 318_000);
  }

  @Test
  void theSpeedFactorMultipliesAllServiceTimes() {
    long one = flash().read(0, 131_072, START, 1) - START;
    assertThat(flash().read(0, 131_072, START, 10) - START)
        .isCloseTo(10 * one, withinPercentage(1));
    long write = flash().write(0, 4096, START, 1, false) - START;
    assertThat(flash().write(0, 4096, START, 10, false) - START)
        .isCloseTo(10 * write, withinPercentage(1));
  }

  @Test
  void theSteadyStateCopiesAsManyPagesAsTheClosedForm() {
    SsdFlash flash = flash("size", "1g", "fill", "100", "spare", "100", "slc_size", "0");
    long sector = 7;
    for (int i = 0; i < 400_000; i++) {
      sector = sector * 6364136223846793005L + 1442695040888963407L;
      flash.write((sector >>> 45) << 12, 4096, START + i * 100_000L, 1, false);
    }
    // With a spare share of 0.1, (1 + 0.1) / 0.2 = 5.5 pages are programmed for each page that the
    // host writes.
    double copied = (double) flash.copies() / flash.programs();
    assertThat(copied).isCloseTo(4.5, withinPercentage(5));
    assertThat(flash.erases())
        .isCloseTo((flash.copies() + flash.programs()) / 1024, withinPercentage(15));
  }

  @Test
  void aDiscardFreesFlash() {
    SsdFlash kept = flash("size", "64m", "fill", "99", "spare", "100", "slc_size", "0");
    SsdFlash discarded = flash("size", "64m", "fill", "99", "spare", "100", "slc_size", "0");
    discarded.discard(32 << 20, START, 1);
    for (int i = 0; i < 2_000; i++) {
      long position = (i * 7919L % 4096) << 12;
      kept.write(position, 4096, START + i * 1_000_000L, 1, false);
      discarded.write(position, 4096, START + i * 1_000_000L, 1, false);
    }
    assertThat(kept.copies()).isPositive();
    assertThat(discarded.copies()).isZero();
  }
}
