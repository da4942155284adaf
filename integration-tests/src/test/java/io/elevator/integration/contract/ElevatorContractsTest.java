package io.elevator.integration.contract;

import io.elevator.core.registry.PluginRegistry;
import io.elevator.plugins.PluginDiscovery;
import io.elevator.spi.ElevatorType;
import io.elevator.testkit.ElevatorContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Nested;

/** The elevators of this project fulfil the contract of all elevators. */
class ElevatorContractsTest {
  private static ElevatorType elevator(String name) {
    PluginRegistry registry = new PluginRegistry();
    try (PluginDiscovery discovery = new PluginDiscovery(registry)) {
      discovery.addApplicationModules();
      return registry.elevator(name).type();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nested
  class MqDeadline extends ElevatorContract {
    @Override
    protected ElevatorType elevator() {
      return ElevatorContractsTest.elevator("mq-deadline");
    }
  }

  @Nested
  class Bfq extends ElevatorContract {
    @Override
    protected ElevatorType elevator() {
      return ElevatorContractsTest.elevator("bfq");
    }
  }

  @Nested
  class Kyber extends ElevatorContract {
    @Override
    protected ElevatorType elevator() {
      return ElevatorContractsTest.elevator("kyber");
    }
  }

  @Nested
  class Fairway extends ElevatorContract {
    @Override
    protected ElevatorType elevator() {
      return ElevatorContractsTest.elevator("fairway");
    }
  }
}
