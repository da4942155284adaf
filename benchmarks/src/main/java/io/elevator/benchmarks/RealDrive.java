package io.elevator.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.BlockLayer;
import io.elevator.api.QueueConfig;
import io.elevator.api.RequestQueue;
import io.elevator.api.Task;
import io.elevator.api.TaskSpec;
import io.elevator.core.BlockLayers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a file through a queue at some depth, each I/O submitted by the callback of the one before.
 * What {@code benchmarks/real-drive.sh} runs beside fio.
 *
 * <p>One process measures many times, so that what it is compared with can be measured in between:
 * each line of the standard input names the elevator of a measurement, and is answered by a line of
 * I/Os per second and, for each I/O, microseconds of processor time of the whole process and bytes
 * allocated by Java threads. Small reads come first for some seconds: long ones are so few that the
 * JVM would still be compiling while it is measured; then the load itself, until the JVM has
 * compiled nothing for some seconds.
 *
 * <p>{@code java -cp benchmarks.jar io.elevator.benchmarks.RealDrive DRIVER ELEVATORS FILE DIRECT
 * DEPTH BYTES rand|seq SECONDS [registered]}; the elevators, with commas between them, are warmed
 * up.
 */
public final class RealDrive {
  private static final PrintStream OUT = System.out;
  private static final int STEP_MILLIS = 1_000;
  private static final int SMALL_STEPS = 5;
  private static final int PAUSE_MILLIS = 2_000;
  private static final int MOST_STEPS = 30;

  /** So often has the code of an I/O to run, some of it more than once, until it is compiled. */
  private static final int COMPILED_AFTER = 40_000;

  /** Compiling in two steps of the warm-up that is as good as none. */
  private static final int AT_REST_MILLIS = 5;

  private static final int RAMP_MILLIS = 300;
  private static final int SMALL = 4096;

  /** The memory of one I/O at a time, and where it reads next. */
  private record Slot(Bio bio, MemorySegment memory, SplittableRandom draw) {}

  private final RequestQueue queue;
  private final Slot[] slots;
  private final int memoryBytes;
  private final boolean random;
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong next = new AtomicLong();
  private volatile CountDownLatch left = new CountDownLatch(0);
  private volatile int bytes;
  private volatile long blocks;
  private volatile boolean stop;
  private volatile BioStatus failure = BioStatus.OK;

  private RealDrive(RequestQueue queue, int depth, int bytes, boolean random) {
    this.queue = queue;
    slots = new Slot[depth];
    memoryBytes = bytes;
    this.random = random;
  }

  /** Measures and prints. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String[] elevators = args[1].split(",", -1);
    QueueConfig config =
        QueueConfig.onDriver(args[0])
            .withElevator(elevators[0])
            .withDriverOption("filename", args[2])
            .withDriverOption("direct", args[3])
            .withDriverOption("readonly", "1");
    try (BlockLayer layer = BlockLayers.builder().build();
        Arena arena = Arena.ofShared();
        RequestQueue queue = layer.open(config);
        Task reader = layer.tasks().newTask(TaskSpec.named("reader"))) {
      RealDrive drive =
          new RealDrive(
              queue, Integer.parseInt(args[4]), Integer.parseInt(args[5]), args[6].equals("rand"));
      MemorySegment memory = drive.prepare(layer, reader, arena);
      if (args.length > 8 && args[8].equals("registered")) {
        String refusal = queue.registerMemory(memory).refusal();
        if (!refusal.isEmpty()) {
          throw new IllegalStateException(refusal);
        }
      }
      for (String elevator : elevators) {
        queue.admin().switchElevator(elevator);
        drive.warmUp();
      }
      OUT.println("ready");
      drive.answer(Double.parseDouble(args[7]));
    }
  }

  private MemorySegment prepare(BlockLayer layer, Task reader, Arena arena) {
    // One block of memory, as fio has.
    MemorySegment block = arena.allocate((long) memoryBytes * slots.length, 1 << 21);
    for (int i = 0; i < slots.length; i++) {
      MemorySegment memory = block.asSlice((long) memoryBytes * i, memoryBytes);
      Bio bio = layer.newBio().task(reader);
      Slot slot = new Slot(bio, memory, new SplittableRandom(i));
      bio.onEnd(_ -> again(slot));
      slots[i] = slot;
    }
    return block;
  }

  private void warmUp() throws IOException, InterruptedException {
    setSize(Math.min(SMALL, memoryBytes));
    for (int i = 0; i < SMALL_STEPS; i++) {
      run(STEP_MILLIS);
      // As between measurements: what happens after a pause is to be compiled as well.
      Thread.sleep(PAUSE_MILLIS);
    }
    setSize(memoryBytes);
    // The first measurement loads classes.
    begin();
    String _ = measure(STEP_MILLIS / 1e3);
    end();
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long enough = ended.get() + COMPILED_AFTER;
    long before;
    int left = MOST_STEPS;
    do {
      before = compiler.getTotalCompilationTime();
      run(STEP_MILLIS);
      run(STEP_MILLIS);
      left--;
    } while (left > 0
        && (ended.get() < enough || compiler.getTotalCompilationTime() - before > AT_REST_MILLIS));
  }

  private void run(long millis) throws InterruptedException {
    begin();
    Thread.sleep(millis);
    end();
  }

  private void setSize(int size) {
    bytes = size;
    blocks = (queue.capacitySectors() << 9) / size;
    next.set(0);
  }

  private void answer(double seconds) throws IOException, InterruptedException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      queue.admin().switchElevator(line);
      begin();
      Thread.sleep(RAMP_MILLIS);
      OUT.println(measure(seconds));
      end();
    }
  }

  private String measure(double seconds) throws IOException, InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long cpu = cpuNanos();
    long allocated = threads.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    long before = ended.get();
    Thread.sleep((long) (seconds * 1_000));
    long count = ended.get() - before;
    long took = System.nanoTime() - start;
    allocated = threads.getTotalThreadAllocatedBytes() - allocated;
    cpu = cpuNanos() - cpu;
    return String.format(
        Locale.ROOT,
        "%.0f %.2f %.3f",
        count * 1e9 / took,
        cpu / 1e3 / count,
        (double) allocated / count);
  }

  /**
   * Processor time of all threads that live. The process's own count, which Java gives, is in steps
   * of 10 ms, half of what a second of long reads takes.
   */
  private static long cpuNanos() throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        String figures = Files.readString(task.resolve("schedstat"));
        sum += Long.parseLong(figures.substring(0, figures.indexOf(' ')));
      }
    }
    return sum;
  }

  private void begin() {
    stop = false;
    left = new CountDownLatch(slots.length);
    for (Slot slot : slots) {
      submit(slot);
    }
  }

  private void end() throws InterruptedException {
    stop = true;
    left.await();
    if (failure != BioStatus.OK) {
      throw new IllegalStateException("a read ended with " + failure);
    }
  }

  private void submit(Slot slot) {
    long block = random ? slot.draw.nextLong(blocks) : next.getAndIncrement() % blocks;
    queue.submit(slot.bio.read(block * bytes, slot.memory, 0, bytes));
  }

  private void again(Slot slot) {
    // One thread completes at a time, so plain counting would do; readers need the release.
    ended.setRelease(ended.getPlain() + 1);
    if (slot.bio.status() != BioStatus.OK) {
      failure = slot.bio.status();
      stop = true;
    }
    if (stop) {
      left.countDown();
    } else {
      submit(slot);
    }
  }
}
