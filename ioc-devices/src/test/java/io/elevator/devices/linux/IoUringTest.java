package io.elevator.devices.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.devices.linux.IoUring.Entrance;
import io.elevator.testing.Requires;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IoUringTest {
  @ParameterizedTest
  @CsvSource({
    "38, 0, needs Linux 5.6",
    "1, 0, seccomp",
    "13, 0, security module",
    "1, 1, kernel.io_uring_group",
    "1, 2, kernel.io_uring_disabled is 2: no process",
    "12, 0, ulimit -l",
    "24, 0, too many open files (EMFILE)",
  })
  void aRefusalIsExplained(int errno, int disabled, String said) {
    assertThat(IoUring.explained(errno, disabled)).contains(said);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Requires(kernel = UringAllowed.class)
  void completionsCarryTheUserDataInBatchesAndRingsWrap(boolean keep) throws IOException {
    try (IoUring ring = new IoUring(4)) {
      Entrance entrance = ring.newEntrance();
      if (keep) {
        entrance.keep();
      }
      long next = 0;
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 3; i++) {
          ring.publish(IoUring.NOP, 0, 0, 0, 0, 0, next + i);
        }
        assertThat(ring.unsubmitted()).isEqualTo(3);
        assertThat(ring.userDataBack(1)).isEqualTo(next + 2);
        assertThat(entrance.enter(3, true)).isEqualTo(3);
        assertThat(ring.unsubmitted()).isZero();
        assertThat(ring.completions()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
          assertThat(ring.userData(i)).isEqualTo(next + i);
          assertThat(ring.result(i)).isZero();
        }
        ring.take(3);
        next += 3;
      }
    }
  }

  @Test
  @Requires(kernel = UringAllowed.class)
  void unsubmittedEntriesCanBeWithdrawn() throws IOException {
    try (IoUring ring = new IoUring(4)) {
      ring.publish(IoUring.NOP, 0, 0, 0, 0, 0, 7);
      ring.publish(IoUring.NOP, 0, 0, 0, 0, 0, 8);
      assertThat(ring.withdraw()).isEqualTo(2);
      assertThat(ring.userDataBack(0)).isEqualTo(7);
      assertThat(ring.userDataBack(-1)).isEqualTo(8);
      assertThat(ring.newEntrance().enter(2, false)).isZero();
      assertThat(ring.completions()).isZero();
    }
  }
}
