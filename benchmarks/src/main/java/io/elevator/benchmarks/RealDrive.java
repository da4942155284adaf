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
 * Reads a file through a queue at a fixed depth. Each I/O is submitted by the callback of the one
 * before. {@code benchmarks/real-drive.sh} runs this program and fio in turn.
 *
 * <p>One process makes many measurements, so that other programs can be measured in between. Each
 * line of standard input names the elevator of a measurement. The program answers with one line:
 * I/Os per second and, for each I/O, microseconds of processor time of the whole process and bytes
 * allocated by Java threads.
 *
 * <p>The warm-up begins with small reads for some seconds, because long reads are so few that the
 * JVM would still be compiling during the measurement. Then the load itself runs until the JVM has
 * compiled nothing for some seconds.
 *
 * <p>{@code java -cp benchmarks.jar io.elevator.benchmarks.RealDrive DRIVER ELEVATORS FILE DIRECT
 * DEPTH BYTES rand|seq SECONDS [registered]}; ELEVATORS are the elevators to warm up, separated by
 * commas.
 */
public final class RealDrive {
  private static final PrintStream OUT = System.out;
  private static final int STEP_MILLIS = 1_000;
  private static final int SMALL_STEPS = 5;
  private static final int PAUSE_MILLIS = 2_000;
  private static final int MOST_STEPS = 30;

  /**
   * Number of I/Os after which the JVM has compiled the code of an I/O, even the parts that run
   * rarely.
   */
  private static final int COMPILED_AFTER = 40_000;

  /**
   * Compilation time of two warm-up steps below which compiling counts as finished, in
   * milliseconds.
   */
  private static final int AT_REST_MILLIS = 5;

  private static final int RAMP_MILLIS = 300;
  private static final int SMALL = 4096;

  /** One I/O at a time: its bio, its memory, and the random source of its positions. */
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

  /** Measures as often as standard input asks for it, and prints the results. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String[] elevators = args[1].split(",", -1);
    QueueConfig config =
        QueueConfig.onDriver(args[0])
            .withElevator(elevators[0])
            .withDriverOption("filename", args[2])
            .withDriverOption("direct", args[3])
            .withDriverOption("readonly", "1");
    try (BlockLayer layer = BlockLayers.builder().build();
        RequestQueue queue = layer.open(config);
        Task reader = layer.tasks().newTask(TaskSpec.named("reader"))) {
      RealDrive drive =
          new RealDrive(
              queue, Integer.parseInt(args[4]), Integer.parseInt(args[5]), args[6].equals("rand"));
      // Memory of an automatic arena is not copied by the driver uring, as it cannot be closed.
      MemorySegment memory = drive.prepare(layer, reader, Arena.ofAuto());
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
    // All I/Os use one block of memory, as in fio.
    MemorySegment block = arena.allocate((long) memoryBytes * slots.length, 1 << 21);
    for (int i = 0; i < slots.length; i++) {
      MemorySegment memory = block.asSlice((long) memoryBytes * i, memoryBytes);
      Bio bio = layer.newBio().task(reader);
      Slot slot = new Slot(bio, memory, new SplittableRandom(i));
      bio.onEnd(_ -> submitAgain(slot));
      slots[i] = slot;
    }
    return block;
  }

  private void warmUp() throws IOException, InterruptedException {
    setSize(Math.min(SMALL, memoryBytes));
    for (int i = 0; i < SMALL_STEPS; i++) {
      run(STEP_MILLIS);
      // The pauses are like those between measurements, so that code that runs after a pause is
      // compiled, too.
      Thread.sleep(PAUSE_MILLIS);
    }
    setSize(memoryBytes);
    // The first measurement is discarded, because it loads classes.
    startReads();
    String _ = measure(STEP_MILLIS / 1e3);
    stopReads();
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
    startReads();
    Thread.sleep(millis);
    stopReads();
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
      startReads();
      Thread.sleep(RAMP_MILLIS);
      OUT.println(measure(seconds));
      stopReads();
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
   * Returns the processor time of all living threads, in nanoseconds. The count for the whole
   * process that Java offers has steps of 10 ms, which is half of the time that a second of long
   * reads takes.
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

  private void startReads() {
    stop = false;
    left = new CountDownLatch(slots.length);
    for (Slot slot : slots) {
      submit(slot);
    }
  }

  private void stopReads() throws InterruptedException {
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

  private void submitAgain(Slot slot) {
    // Only one thread completes at a time, so an atomic increment is not needed; the release makes
    // the count visible to readers.
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
