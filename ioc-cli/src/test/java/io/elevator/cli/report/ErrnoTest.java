package io.elevator.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void onlySuccessIsZeroAndNoTwoShareANumber() {
    Set<Integer> numbers = new HashSet<>();
    for (BioStatus status : BioStatus.values()) {
      assertThat(numbers.add(Errno.of(status))).as(status.name()).isTrue();
      assertThat(Errno.of(status) == 0).isEqualTo(!status.isError());
    }
  }

  @Test
  void theCommonOnesAreLinuxs() {
    assertThat(Errno.of(BioStatus.IOERR)).isEqualTo(5);
    assertThat(Errno.of(BioStatus.NOSPC)).isEqualTo(28);
    assertThat(Errno.of(BioStatus.TIMEOUT)).isEqualTo(110);
  }
}
