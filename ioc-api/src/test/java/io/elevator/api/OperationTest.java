package io.elevator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationTest {
  @ParameterizedTest
  @EnumSource(Operation.class)
  void isFoundByItsCodeWhateverTheFlags(Operation operation) {
    int word = operation.code() | BioFlags.SYNC | BioFlags.NOUNMAP;
    assertThat(Operation.of(word)).isEqualTo(operation);
    assertThat(operation.isWriteDirection()).isEqualTo(BioFlags.isWrite(word));
    assertThat(operation.isWriteDirection()).isEqualTo(operation.code() % 2 == 1);
  }

  @Test
  void anUnknownCodeIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operation.of(4))
        .withMessageContaining("code 4");
  }

  @Test
  void whatCountsAsSynchronous() {
    assertThat(BioFlags.isSync(Operation.READ.code())).isTrue();
    assertThat(BioFlags.isSync(Operation.WRITE.code())).isFalse();
    assertThat(BioFlags.isSync(Operation.WRITE.code() | BioFlags.FUA)).isTrue();
    assertThat(BioFlags.isSync(Operation.WRITE.code() | BioFlags.PREFLUSH)).isTrue();
    assertThat(BioFlags.isSync(Operation.DISCARD.code() | BioFlags.SYNC)).isTrue();
    assertThat(BioFlags.mayMerge(Operation.WRITE.code() | BioFlags.NOMERGE)).isFalse();
  }
}
