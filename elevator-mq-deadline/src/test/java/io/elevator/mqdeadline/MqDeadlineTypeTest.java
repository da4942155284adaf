package io.elevator.mqdeadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.SpiVersion;
import org.junit.jupiter.api.Test;

class MqDeadlineTypeTest {
  private final MqDeadlineType type = new MqDeadlineType();

  @Test
  void typeHasLinuxsNames() {
    assertThat(type.name()).isEqualTo("mq-deadline");
    assertThat(type.aliases()).containsExactly("deadline");
    assertThat(type.description()).isNotBlank();
  }

  @Test
  void typeNamesItsSpiVersion() {
    assertThat(MqDeadlineType.class.getAnnotation(SpiVersion.class).value())
        .isEqualTo(SpiVersion.CURRENT);
  }

  @Test
  void tunablesAreListedInSysfsOrderWithTheDefaultsInUse() {
    TestQueue queue = new TestQueue();

    assertThat(type.attributes())
        .extracting(AttributeSpec::name)
        .containsExactly(
            "read_expire",
            "write_expire",
            "writes_starved",
            "front_merges",
            "async_depth",
            "fifo_batch",
            "prio_aging_expire");
    for (AttributeSpec spec : type.attributes()) {
      String value = spec.defaultValue().equals("nr_requests") ? "64" : spec.defaultValue();
      assertThat(queue.elevator.show(spec.name())).as(spec.name()).isEqualTo(value);
      assertThat(spec.writable()).isTrue();
      assertThat(spec.range()).contains("..");
    }
  }

  @Test
  void elevatorDispatchesForTheWholeQueueMergesBiosAndLimitsTags() {
    TestQueue queue = new TestQueue();
    assertThat(type.isQueueWide()).isTrue();
    assertThat(type.needsIssuedNanos()).isFalse();
    assertThat(queue.elevator)
        .isInstanceOf(BioMerger.class)
        .isInstanceOf(DepthLimiter.class)
        .isNotInstanceOf(MergeFilter.class);
  }
}
