package io.elevator.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.Ioc;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a file through a queue at some depth, each I/O submitted by the callback of the one before,
 * and prints I/Os per second and, for each I/O, microseconds of processor time of the whole process
 * and bytes allocated by Java threads. What {@code benchmarks/real-drive.sh} runs beside fio.
 *
 * <p>Small reads at random come first for some seconds: long ones are so few that the JVM would
 * still be compiling while it is measured.
 *
 * <p>{@code java -cp benchmarks.jar io.elevator.benchmarks.RealDrive DRIVER ELEVATOR FILE DIRECT
 * DEPTH BYTES rand|seq SECONDS}
 */
public final class RealDrive {
  private static final PrintStream OUT = System.out;
  private static final int WARM_UP_MILLIS = 4_000;

  /** As fio's. */
  private static final int RAMP_MILLIS = 2_000;

  private static final int SMALL = 4096;

  /** The memory of one I/O at a time, and where it reads next. */
  private record Slot(MemorySegment memory, MemorySegment small, SplittableRandom draw) {}

  private final RequestQueue queue;
  private final int bytes;
  private final boolean random;
  private final long blocks;
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger left = new AtomicInteger();
  private final CountDownLatch all = new CountDownLatch(1);
  private volatile boolean warming = true;
  private volatile boolean stop;
  private volatile BioStatus failure = BioStatus.OK;

  private RealDrive(RequestQueue queue, int bytes, boolean random) {
    this.queue = queue;
    this.bytes = bytes;
    this.random = random;
    blocks = (queue.capacitySectors() << 9) / bytes;
  }

  /** Measures and prints. */
  public static void main(String[] args) throws InterruptedException {
    int depth = Integer.parseInt(args[4]);
    int bytes = Integer.parseInt(args[5]);
    QueueConfig config =
        QueueConfig.onDriver(args[0])
            .withElevator(args[1])
            .withDriverOption("filename", args[2])
            .withDriverOption("direct", args[3])
            .withDriverOption("readonly", "1");
    try (BlockLayer layer = Ioc.builder().build();
        Arena arena = Arena.ofShared();
        RequestQueue queue = layer.open(config);
        Task reader = layer.tasks().newTask(TaskSpec.named("reader"))) {
      RealDrive drive = new RealDrive(queue, bytes, args[6].equals("rand"));
      drive.run(layer, reader, arena, depth, Double.parseDouble(args[7]));
    }
  }

  private void run(BlockLayer layer, Task reader, Arena arena, int depth, double seconds)
      throws InterruptedException {
    left.set(depth);
    // One block of memory, as fio has.
    MemorySegment block = arena.allocate((long) bytes * depth, 1 << 21);
    for (int i = 0; i < depth; i++) {
      Bio bio = layer.newBio().task(reader);
      MemorySegment memory = block.asSlice((long) bytes * i, bytes);
      Slot slot = new Slot(memory, memory.asSlice(0, SMALL), new SplittableRandom(i));
      submit(bio.onEnd(done -> again(done, slot)), slot);
    }
    Thread.sleep(WARM_UP_MILLIS);
    warming = false;
    Thread.sleep(RAMP_MILLIS);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getTotalThreadAllocatedBytes();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    long before = ended.get();
    Thread.sleep((long) (seconds * 1_000));
    long count = ended.get() - before;
    long took = System.nanoTime() - start;
    cpu = system.getProcessCpuTime() - cpu;
    allocated = threads.getTotalThreadAllocatedBytes() - allocated;
    stop = true;
    all.await();
    if (failure != BioStatus.OK) {
      throw new IllegalStateException("a read ended with " + failure);
    }
    OUT.printf(
        "%.0f %.2f %.3f%n", count * 1e9 / took, cpu / 1e3 / count, (double) allocated / count);
  }

  private void submit(Bio bio, Slot slot) {
    if (warming) {
      long block = slot.draw.nextLong(queue.capacitySectors() / (SMALL >> 9));
      queue.submit(bio.read(block * (SMALL >> 9), slot.small));
      return;
    }
    long block = random ? slot.draw.nextLong(blocks) : next.getAndIncrement() % blocks;
    queue.submit(bio.read((block * bytes) >> 9, slot.memory));
  }

  private void again(Bio bio, Slot slot) {
    // One thread completes at a time, so plain counting would do; readers need the release.
    ended.setRelease(ended.getPlain() + 1);
    if (bio.status() != BioStatus.OK) {
      failure = bio.status();
      stop = true;
    }
    if (!stop) {
      submit(bio, slot);
    } else if (left.decrementAndGet() == 0) {
      all.countDown();
    }
  }
}
