package io.elevator.integration.drives;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.elevator.api.BioStatus;
import io.elevator.spi.driver.Completions;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * A driver takes a completion from its drive and then adds it to a batch; if adding needed memory,
 * the completion would be lost on a full heap.
 */
class CompletionsMemoryTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int CAPACITY = 16;

  private final IllegalStateException cause = new IllegalStateException("says the test");

  private long bytesForFilling(Completions batch) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CAPACITY; i += 2) {
      batch.add(i, BioStatus.IOERR, 5, cause);
      batch.addShort(i + 1, 512);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void failuresAndShortTransfersUpToTheCapacityAllocateNothing() {
    // Repeats the measurement until it is warm: at first the measurement itself allocates memory.
    Completions warm = new Completions(CAPACITY);
    long measurement = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      measurement = THREADS.getCurrentThreadAllocatedBytes() - before;
      long ignored = bytesForFilling(warm);
      assertThat(ignored).isNotNegative();
      warm.clear();
    }
    Completions batch = new Completions(CAPACITY);
    assertThat(bytesForFilling(batch) - measurement).isZero();
    assertThat(batch.size()).isEqualTo(CAPACITY);
  }
}
