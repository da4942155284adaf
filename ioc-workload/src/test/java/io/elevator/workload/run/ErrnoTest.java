package io.elevator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  /**
   * Memory that is still in use has no error number of its own in Linux. The I/O failed, so it has
   * the number of EIO.
   */
  @Test
  void onlySuccessHasErrorNumberZeroAndOnlyMemoryInUseSharesANumber() {
    Set<Integer> numbers = new HashSet<>();
    for (BioStatus status : BioStatus.values()) {
      boolean isNew = numbers.add(Errno.of(status));
      assertThat(isNew).as(status.name()).isEqualTo(status != BioStatus.MEMORY_IN_USE);
      assertThat(Errno.of(status) == 0).isEqualTo(!status.isError());
    }
  }

  @Test
  void commonErrorsHaveTheNumbersOfLinux() {
    assertThat(Errno.of(BioStatus.IOERR)).isEqualTo(5);
    assertThat(Errno.of(BioStatus.NOSPC)).isEqualTo(28);
    assertThat(Errno.of(BioStatus.TIMEOUT)).isEqualTo(110);
  }
}
