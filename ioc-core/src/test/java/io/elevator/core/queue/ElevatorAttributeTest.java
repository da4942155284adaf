package io.elevator.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tunables of the attached elevator, and accesses to them while the elevator is being switched. */
@Timeout(60)
class ElevatorAttributeTest {
  @SpiVersion(SpiVersion.CURRENT)
  private static final class OneKnob extends ElevatorType {
    final AtomicInteger readsAfterExit = new AtomicInteger();

    @Override
    public String name() {
      return "one-knob";
    }

    @Override
    public String description() {
      return "has one tunable and no requests";
    }

    @Override
    public List<AttributeSpec> attributes() {
      return List.of(AttributeSpec.tunable("knob", "", "7", "any", "turns"));
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new Elevator() {
        private boolean exited;

        @Override
        public synchronized String show(String attribute) {
          if (exited) {
            readsAfterExit.incrementAndGet();
          }
          return "7";
        }

        @Override
        public void insert(
            HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
          throw new UnsupportedOperationException("no I/O in this test");
        }

        @Override
        public boolean hasWork(HardwareQueue hctx) {
          return false;
        }

        @Override
        public Request dispatch(HardwareQueue hctx, long now) {
          return null;
        }

        @Override
        public synchronized void exit() {
          exited = true;
        }
      };
    }
  }

  @Test
  void unknownTunableIsRefusedAndTheExistingOnesAreNamed() {
    try (var world = QueueWorld.virtual()) {
      BlockQueue queue = world.queue(new HeldDriver(1), new OneKnob());
      assertThat(queue.admin().elevatorAttribute("knob")).isEqualTo("7");
      assertThatThrownBy(() -> queue.admin().elevatorAttribute("konb"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("one-knob has no attribute konb; it has knob");
      assertThatThrownBy(() -> queue.admin().setElevatorAttribute("konb", "1"))
          .isInstanceOf(NoSuchElementException.class)
          .hasMessageContaining("konb");
    }
  }

  @Test
  void tunableReadDuringASwitchIsAnsweredByALiveElevatorOrRefused() throws InterruptedException {
    var type = new OneKnob();
    try (var world = QueueWorld.real()) {
      BlockQueue queue = world.queue(new HeldDriver(1).inline(), type);
      var stop = new AtomicBoolean();
      var reading = new CountDownLatch(1);
      var wrong = new AtomicInteger();
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  try {
                    if (!queue.admin().elevatorAttribute("knob").equals("7")) {
                      wrong.incrementAndGet();
                    }
                  } catch (NoSuchElementException gone) {
                    // Also allowed: the elevator has been detached, or none is attached.
                  }
                  reading.countDown();
                }
              });
      reading.await();
      for (int i = 0; i < 500; i++) {
        queue.admin().switchElevator("none");
        queue.admin().switchElevator("one-knob");
      }
      stop.set(true);
      reader.join();
      assertThat(wrong).hasValue(0);
      assertThat(type.readsAfterExit).as("reads of an elevator that was exited").hasValue(0);
    }
  }
}
