package io.elevator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.lang.ArchRule;
import io.elevator.testkit.rules.blocks.Blocks;
import io.elevator.testkit.rules.chance.FlipsACoin;
import io.elevator.testkit.rules.clock.HasAClock;
import io.elevator.testkit.rules.core.ReadsCore;
import io.elevator.testkit.rules.good.GoodElevator;
import io.elevator.testkit.rules.prints.Prints;
import io.elevator.testkit.rules.statics.HasStaticState;
import io.elevator.testkit.rules.threads.HasThreads;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the kit is broken by somebody, and by nobody who is right. */
class ElevatorRulesTest {
  static Stream<Arguments> offenders() {
    return Stream.of(
        Arguments.of(
            ElevatorRules.READS_ONLY_THE_API, ReadsCore.class, "io.elevator.core.BlockLayers"),
        Arguments.of(ElevatorRules.NEVER_BLOCKS, Blocks.class, "CountDownLatch.await"),
        Arguments.of(ElevatorRules.HAS_NO_THREADS, HasThreads.class, "Thread.start"),
        Arguments.of(ElevatorRules.HAS_NO_CLOCK, HasAClock.class, "System.nanoTime"),
        Arguments.of(ElevatorRules.REPEATS, FlipsACoin.class, "java.util.Random"),
        Arguments.of(ElevatorRules.DOES_NOT_PRINT, Prints.class, "System.out"),
        Arguments.of(ElevatorRules.HAS_NO_STATIC_STATE, HasStaticState.class, "dispatched"));
  }

  @ParameterizedTest
  @MethodSource("offenders")
  void eachRuleCatchesItsOffender(ArchRule rule, Class<?> offender, String complaint) {
    assertThat(rule.evaluate(ElevatorRules.classesOf(offender)).getFailureReport().getDetails())
        .anySatisfy(detail -> assertThat(detail).contains(offender.getSimpleName(), complaint));
    assertThatThrownBy(() -> ElevatorRules.check(offender))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @MethodSource("offenders")
  void nobodyElseIsAccused(ArchRule rule, Class<?> offender, String complaint) {
    rule.check(ElevatorRules.classesOf(GoodElevator.class));
  }

  @Test
  void everyRuleHasAnOffender() throws IllegalAccessException {
    List<Object> rules = offenders().map(each -> each.get()[0]).toList();
    for (Field field : ElevatorRules.class.getFields()) {
      assertThat(rules).as(field.getName()).contains(field.get(null));
    }
    assertThat(Arrays.stream(ElevatorRules.class.getFields())).hasSize(rules.size());
  }
}
