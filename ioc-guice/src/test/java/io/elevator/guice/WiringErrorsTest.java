package io.elevator.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import io.elevator.api.BlockLayer;
import io.elevator.core.DefectSink;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Guice reports each wiring error once, and names its place. */
class WiringErrorsTest {
  /** A dependency that is not bound by any module. */
  private interface Oracle {}

  @SpiVersion(SpiVersion.CURRENT)
  private static final class Needy extends NamedType {
    private final Oracle oracle;

    @Inject
    Needy(Oracle oracle) {
      super("needy");
      this.oracle = oracle;
    }

    @Override
    public String description() {
      return "asks " + oracle;
    }
  }

  @SpiVersion(SpiVersion.CURRENT)
  private static class NamedType extends ElevatorType {
    private final String name;

    NamedType(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return "of a test";
    }

    @Override
    public Elevator attach(Attachment attachment) {
      throw new UnsupportedOperationException("not attached in this test");
    }
  }

  @Test
  void elevatorWithAnUnboundDependencyIsReported() {
    CreationException error =
        catchThrowableOfType(
            CreationException.class,
            () ->
                Guice.createInjector(
                    new BlockLayerModule(),
                    new AbstractModule() {
                      @Override
                      protected void configure() {
                        Multibinder.newSetBinder(binder(), ElevatorType.class)
                            .addBinding()
                            .to(Needy.class);
                      }
                    }));
    assertThat(error.getErrorMessages()).hasSize(1);
    assertThat(error)
        .hasMessageContaining("No implementation for WiringErrorsTest$Oracle was bound")
        .hasMessageContaining("WiringErrorsTest$Needy.<init>");
  }

  @Test
  void partReplacedTwiceIsReported() {
    CreationException error =
        catchThrowableOfType(
            CreationException.class,
            () ->
                Guice.createInjector(
                    new BlockLayerModule(),
                    new AbstractModule() {
                      @Override
                      protected void configure() {
                        replace((where, defect) -> {});
                        replace((where, defect) -> System.exit(1));
                      }

                      private void replace(DefectSink errors) {
                        OptionalBinder.newOptionalBinder(binder(), DefectSink.class)
                            .setBinding()
                            .toInstance(errors);
                      }
                    }));
    assertThat(error.getErrorMessages()).hasSize(1);
    assertThat(error).hasMessageContaining("DefectSink").hasMessageContaining("was bound");
  }

  @Test
  void elevatorWithAnIllegalNameIsReported() {
    Injector injector =
        Guice.createInjector(
            new BlockLayerModule(),
            new AbstractModule() {
              @Override
              protected void configure() {
                Multibinder.newSetBinder(binder(), ElevatorType.class)
                    .addBinding()
                    .toInstance(new NamedType("Not A Name"));
              }
            });
    ProvisionException error =
        catchThrowableOfType(
            ProvisionException.class, () -> injector.getInstance(BlockLayer.class));
    assertThat(error.getErrorMessages()).hasSize(1);
    assertThat(error.getCause())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Not A Name")
        .hasNoCause();
  }
}
