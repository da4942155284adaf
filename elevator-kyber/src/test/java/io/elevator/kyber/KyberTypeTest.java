package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.SpiVersion;
import io.elevator.testkit.fake.FakeQueue;
import org.junit.jupiter.api.Test;

class KyberTypeTest {
  private final KyberType type = new KyberType();

  @Test
  void typeIsProvidedAsAService() {
    assertThat(KyberType.class.getModule().getDescriptor().provides())
        .singleElement()
        .satisfies(provides -> {
          assertThat(provides.service()).isEqualTo(ElevatorType.class.getName());
          assertThat(provides.providers()).containsExactly(KyberType.class.getName());
        });
  }

  @Test
  void typeHasNameDescriptionAndHooks() {
    assertThat(type.name()).isEqualTo("kyber");
    assertThat(type.aliases()).isEmpty();
    assertThat(type.description()).isNotBlank();
    assertThat(KyberType.class.getAnnotation(SpiVersion.class).value())
        .isEqualTo(SpiVersion.CURRENT);
    assertThat(type.isQueueWide()).isFalse();
    assertThat(type.needsIssuedNanos()).isTrue();
    assertThat(BioMerger.class).isAssignableFrom(KyberElevator.class);
    assertThat(DepthLimiter.class).isAssignableFrom(KyberElevator.class);
    assertThat(MergeFilter.class.isAssignableFrom(KyberElevator.class)).isFalse();
  }

  @Test
  void tunablesAreListedWithTheirDefaults() {
    KyberElevator elevator = new KyberWorld(1, 1).elevator;
    assertThat(type.attributes())
        .extracting(AttributeSpec::name)
        .containsExactly("read_lat_nsec", "write_lat_nsec");
    assertThat(type.attributes())
        .allSatisfy(attribute -> {
          assertThat(attribute.unit()).isEqualTo("ns");
          assertThat(attribute.writable()).isTrue();
          assertThat(attribute.defaultValue()).isEqualTo(elevator.show(attribute.name()));
        });
  }

  @Test
  void attachCreatesANewElevatorForEachQueue() {
    assertThat(new FakeQueue(1, 1).attach(type))
        .isInstanceOf(KyberElevator.class)
        .isNotSameAs(new FakeQueue(1, 1).attach(type));
  }
}
