package io.elevator.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BioStatusTest {
  @ParameterizedTest
  @CsvSource({
    "NOTSUPP, EOPNOTSUPP",
    "TIMEOUT, ETIMEDOUT",
    "NOSPC, ENOSPC",
    "TRANSPORT, ENOLINK",
    "TARGET, EREMOTEIO",
    "NEXUS, EBADE",
    "MEDIUM, ENODATA",
    "PROTECTION, EILSEQ",
    "RESOURCE, ENOMEM",
    "DEV_RESOURCE, EBUSY",
    "IOERR, EIO",
    "AGAIN, EAGAIN",
    "OFFLINE, ENODEV",
    "CANCELLED, ECANCELED",
    "MEMORY_IN_USE, EIO"
  })
  void eachStandsForAnError(BioStatus status, String errno) {
    assertThat(status.errno()).isEqualTo(errno);
    assertThat(status.isError()).isTrue();
    assertThat(status.description()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void eachStatusButOkIsAnError(BioStatus status) {
    assertThat(status.isError()).isEqualTo(status != BioStatus.OK);
  }
}
