package io.elevator.devices.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.devices.defects.DriveDefects;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.linux.KernelCalls;
import io.elevator.devices.options.DriverOptions;
import io.elevator.devices.rig.FileRig;
import io.elevator.spi.driver.BlockDriver.TimeoutAnswer;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.testing.Requires;
import io.elevator.testkit.fake.DriverBench;
import io.elevator.testkit.fake.DriverBio;
import io.elevator.testkit.fake.FakeDriverRequest;
import io.elevator.testkit.fake.RecordedState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Tests that a ring survives faults of memory, submitters that exit, and the end of the thread that
 * serves it.
 */
@Requires(kernel = UringDriver.class)
class UringDefectsTest extends FileRig {
  private final List<Thread> threads = new ArrayList<>();

  /** Opens a drive whose thread factory makes threads that end at once and do no work. */
  private DriverBench openWithoutThreads() throws Exception {
    ThreadFactory stillborn =
        job -> {
          Thread made = new Thread(() -> {});
          threads.add(made);
          return made;
        };
    DriverBench rig =
        new DriverBench(type, 7, stillborn, "filename", path.toString(), "size", "1m");
    for (Thread each : threads) {
      each.join();
    }
    return rig;
  }

  UringDefectsTest() {
    super(new UringDriverType());
  }

  /**
   * Returns memory of a mapped file that was truncated after the mapping, so that accessing the
   * memory causes a fault.
   */
  private MemorySegment truncated(Arena arena, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("mapped"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
      channel.truncate(0);
      return mapped;
    }
  }

  private BioStatus transfer(DriverBench rig, boolean isWrite, MemorySegment memory)
      throws Exception {
    DriverBio bio = new DriverBio();
    FakeDriverRequest rq = rig.queue().take();
    if (isWrite) {
      bio.write(0, memory);
    } else {
      bio.read(0, memory);
    }
    int operation = (isWrite ? Operation.WRITE : Operation.READ).code();
    BioStatus answer = rig.offer(rq, operation, 0, bio, null);
    if (answer != BioStatus.OK) {
      return answer;
    }
    rig.queue().awaitIdle();
    return rq.status();
  }

  @Test
  void aFaultInTheMemoryOfARequestFailsOnlyThatRequest() throws Exception {
    try (Arena arena = Arena.ofShared();
        DriverBench rig = open("size", "1m", "bounce", "1")) {
      MemorySegment gone = truncated(arena, 65536);
      MemorySegment fine = DriverBench.memory(4096);
      // The copying is repeated so often that the JIT compiles it: compiled code throws the fault
      // at another place.
      for (int i = 0; i < 3_000; i++) {
        int at = i % 8 * 4096;
        assertThat(transfer(rig, false, gone.asSlice(at, 4096))).isEqualTo(BioStatus.IOERR);
        assertThat(transfer(rig, true, gone.asSlice(at, 4096))).isEqualTo(BioStatus.IOERR);
        assertThat(transfer(rig, i % 2 == 0, fine)).isEqualTo(BioStatus.OK);
      }
      assertThat(RecordedState.of(rig.driver()::describe))
          .containsEntry("memory_closed", 3_000L)
          .containsEntry("memory_refused", 3_000L)
          .containsEntry("bounce_buffers", 2L);
      assertThat(rig.defects()).as("one of each kind, not one for each request").hasSize(2);
      assertThat(rig.deaths()).isEmpty();
    }
  }

  @Test
  void memoryThatTheKernelCannotReachFailsItsRequestAfterAFewRepeats() throws Exception {
    try (Arena arena = Arena.ofShared();
        DriverBench rig = open("size", "1m", "direct", "0", "bounce", "0")) {
      Files.write(path, new byte[1 << 20]);
      MemorySegment gone = truncated(arena, 65536);
      assertThat(transfer(rig, false, gone.asSlice(0, 4096))).isEqualTo(BioStatus.IOERR);
      assertThat(transfer(rig, true, gone.asSlice(0, 4096))).isEqualTo(BioStatus.IOERR);
      assertThat((Long) RecordedState.of(rig.driver()::describe).get("repeated")).isBetween(2L, 8L);
      assertThat(transfer(rig, true, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void readsWhoseSubmittersExitBeforeTheyEndSucceed() throws Exception {
    byte[] data = new byte[32 << 20];
    Arrays.fill(data, (byte) 9);
    Files.write(path, data);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    KernelCalls.dropCache(path);
    List<BioStatus> failed = new ArrayList<>();
    try (DriverBench rig = open("direct", "0", "hw_queue_depth", "64")) {
      MemorySegment memory = DriverBench.memory(512 << 16);
      for (int i = 0; i < 512; i++) {
        // The sectors are far apart, so that the kernel's read-ahead does not cover them.
        int piece = i * 193 % 512;
        rig.queue().awaitFree();
        Thread submitter =
            new Thread(() ->
                rig.submit(
                    Operation.READ,
                    0,
                    piece * 128L,
                    memory.asSlice((long) piece << 16, 1 << 16),
                    rq -> {
                      if (rq.status() != BioStatus.OK) {
                        failed.add(rq.status());
                      }
                    }));
        submitter.start();
        submitter.join();
      }
      rig.queue().awaitIdle();
      assertThat(failed).isEmpty();
      assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsOnly(9);
    }
  }

  @Test
  void memoryThatIsClosedTooEarlyIsHarmlessIfAllDataIsBounced() throws Exception {
    byte[] data = new byte[1 << 20];
    Arrays.fill(data, (byte) 0x77);
    Files.write(path, data);
    try (DriverBench rig = open("bounce", "1")) {
      for (int round = 0; round < 300; round++) {
        boolean isWrite = round % 2 == 1;
        FakeDriverRequest rq = rig.queue().take();
        DriverBio bio = new DriverBio();
        try (Arena arena = Arena.ofShared()) {
          MemorySegment memory = arena.allocate(65536, 4096);
          memory.fill((byte) 0x77);
          if (isWrite) {
            bio.write(512L * (round % 16 * 128L), memory);
          } else {
            bio.read(512L * (round % 16 * 128L), memory);
          }
          int operation = (isWrite ? Operation.WRITE : Operation.READ).code();
          assertThat(rig.offer(rq, operation, round % 16 * 128L, bio, null))
              .isEqualTo(BioStatus.OK);
        }
        // New memory is allocated, which most often gets the address of the closed memory.
        try (Arena other = Arena.ofShared()) {
          MemorySegment memory = other.allocate(65536, 4096);
          memory.fill((byte) 0x55);
          rig.queue().awaitIdle();
          assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x55);
        }
        assertThat(rq.status()).isIn(BioStatus.OK, isWrite ? BioStatus.OK : BioStatus.IOERR);
      }
      assertThat(RecordedState.of(rig.driver()::describe)).containsEntry("bounced", 300L);
    }
    assertThat(Files.readAllBytes(path)).containsOnly(0x77);
  }

  @Test
  void aRingWhoseThreadHasEndedIsDeclaredDeadAndItsRequestsEnd() throws Exception {
    DriverBench rig = openWithoutThreads();
    FakeDriverRequest inKernel = rig.submit(Operation.READ, 0, 0, DriverBench.memory(4096), null);
    FakeDriverRequest unsubmitted = rig.queue().take();
    DriverBio bio = new DriverBio();
    bio.read(512L * 8, DriverBench.memory(4096));
    assertThat(rig.offer(unsubmitted, Operation.READ.code(), 8, bio, null, false))
        .isEqualTo(BioStatus.OK);
    assertThat(rig.driver().timedOut(rig.queue(), inKernel, 0)).isEqualTo(TimeoutAnswer.DONE);
    rig.queue().awaitIdle();
    assertThat(inKernel.status()).as("reaped by another thread").isEqualTo(BioStatus.OK);
    assertThat(unsubmitted.status()).as("the kernel never had it").isEqualTo(BioStatus.OFFLINE);
    assertThat(unsubmitted.cause()).hasMessageContaining("the thread that takes completions");
    assertThat(rig.deaths()).hasSize(1);
    assertThat(transfer(rig, false, DriverBench.memory(4096))).isEqualTo(BioStatus.OFFLINE);
    rig.close();
    assertThat(rig.deaths()).hasSize(1);
  }

  @Test
  void closingCompletesTheRequestsOfARingWhoseThreadHasEnded() throws Exception {
    DriverBench rig = openWithoutThreads();
    List<FakeDriverRequest> all = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      all.add(rig.submit(Operation.WRITE, 0, 8L * i, DriverBench.memory(4096), null));
    }
    rig.close();
    assertThat(all).extracting(FakeDriverRequest::status).containsOnly(BioStatus.OK);
    assertThat(rig.queue().taken()).isZero();
  }

  @Test
  void aRingThatTheKernelTakesNoEntriesOfIsDeclaredDeadAndClosingReturns() throws Exception {
    DriverBench rig = open("size", "1m");
    assertThat(transfer(rig, true, DriverBench.memory(4096))).isEqualTo(BioStatus.OK);
    KernelCalls.replaceRings(path);
    BioStatus status = BioStatus.OK;
    // The completing thread uses its own registration of the ring, so it may still submit entries
    // for other threads.
    for (int i = 0; i < 1_000 && status == BioStatus.OK; i++) {
      status = transfer(rig, true, DriverBench.memory(4096));
    }
    assertThat(status).isEqualTo(BioStatus.OFFLINE);
    assertThat(rig.deaths()).hasSize(1);
    assertThat(rig.deaths().getFirst()).rootCause().hasMessageContaining("takes no more I/O");
    rig.close();
    assertThat(rig.queue().taken()).isZero();
  }

  @Test
  void requestsThatCannotBeReapedAreGivenUpWithTheirMemoryInUse() throws Exception {
    Files.write(path, new byte[1 << 20]);
    try (DriverBench rig = open();
        IoUring ring = new IoUring(4);
        Arena arena = Arena.ofShared();
        UringFile file = new UringFile(options())) {
      RingBounces bounces = new RingBounces(arena, ring, 65536, 4096, 4, 0, false);
      RegisteredMemory none = new RegisteredMemory(ring, 0, 1 << 30, "none in this test");
      UringSlots slots =
          new UringSlots(
              arena,
              file,
              bounces,
              none,
              new DriveDefects(rig.context(), "slots"),
              false,
              UringOptions.Bouncing.ALL,
              new RingFiles(ring, 0, 0),
              4,
              4);
      RingCompleter completer =
          new RingCompleter(
              new Unreaped(rig.queue()),
              rig.context(),
              ring,
              slots,
              file,
              new UringStatistics(),
              4);
      FakeDriverRequest rq = rig.queue().take();
      DriverBio bio = new DriverBio();
      bio.read(0, DriverBench.memory(4096));
      rig.describe(rq, Operation.READ.code(), 0, bio);
      assertThat(slots.describe(2, rq)).isNull();
      slots.occupy(2, rq, rq.start());
      completer.takeOver(0);
      assertThat(rq.status()).isEqualTo(BioStatus.MEMORY_IN_USE);
      assertThat(completer.leaks()).isTrue();
      assertThat(bounces.anyTaken()).as("its buffer is never used again").isTrue();
      // A completion that the kernel writes late finds no request. That is no defect in this case.
      ring.publish(IoUring.NOP, 0, 0, 0, 0, 0, 2);
      assertThat(ring.newEntrance().enter(1, true)).isEqualTo(1);
      completer.takeOver(0);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void aRequestWhoseBounceBufferCannotBeGivenBackEndsOnceAndClosingDoesNotWait() throws Exception {
    Files.write(path, new byte[1 << 20]);
    try (DriverBench rig = open();
        UringFile file = new UringFile(options())) {
      FakeDriverRequest rq = rig.queue().take();
      DriverBio bio = new DriverBio();
      bio.read(0, DriverBench.memory(4096));
      rig.describe(rq, Operation.READ.code(), 0, bio);
      UringOptions options = options("bounce", "1", "hw_queue_depth", "16", "buffers", "16");
      try (UringQueue queue =
          new UringQueue(rig.context(), file, options, new UringStatistics(), 0)) {
        assertThat(queue.queueRequest(rq, false)).isEqualTo(BioStatus.OK);
        // The stack of free buffers is full, so the request's buffer cannot be pushed.
        queue.bounces().put(0);
        queue.start(rig.queue());
        queue.commit();
        rig.queue().awaitIdle();
        assertThat(rq.status()).isEqualTo(BioStatus.OK);
      }
      assertThat(rig.defects())
          .as("the buffer, and no complaint of closing about a request that has not ended")
          .hasSize(1);
      assertThat(rig.defects().getFirst())
          .hasRootCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
      assertThat(rig.queue().stale()).isZero();
      assertThat(rig.deaths()).isEmpty();
    }
  }

  @Test
  void aReadBehindTheEndOfAShortenedFileFailsWithAMessageAboutIt() throws Exception {
    Files.write(path, new byte[1 << 20]);
    try (DriverBench rig = open("direct", "0")) {
      Files.write(path, new byte[512]);
      FakeDriverRequest rq = rig.submit(Operation.READ, 0, 8, DriverBench.memory(4096), null);
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.IOERR);
      assertThat(rq.cause()).hasMessageContainingAll(path.toString(), "became shorter");
    }
  }

  /** A counter that throws when the test has set a flag. */
  private static final class Failing extends LongAdder {
    private static final long serialVersionUID = 1;
    volatile boolean isOn;

    @Override
    public void increment() {
      if (isOn) {
        isOn = false;
        throw new OutOfMemoryError("planned");
      }
      super.increment();
    }
  }

  @Test
  void aRequestWhoseSubmissionThrowsEndsOnceTheKernelIsDoneWithIt() throws Exception {
    Files.write(path, new byte[1 << 20]);
    Failing submits = new Failing();
    try (DriverBench rig = open();
        UringFile file = new UringFile(options())) {
      FakeDriverRequest rq = rig.queue().take();
      DriverBio bio = new DriverBio();
      bio.read(0, DriverBench.memory(4096));
      rig.describe(rq, Operation.READ.code(), 0, bio);
      try (UringQueue queue =
          new UringQueue(rig.context(), file, options(), new UringStatistics(submits), 0)) {
        queue.start(rig.queue());
        submits.isOn = true;
        assertThat(queue.queueRequest(rq, true))
            .as("taken, as its entry is in the ring")
            .isEqualTo(BioStatus.OK);
        assertThat(rig.defects()).hasSize(1);
        rig.clock().advance(1_000_000);
        rig.queue().awaitIdle();
        assertThat(rq.status()).isEqualTo(BioStatus.OK);
        submits.isOn = true;
      }
      assertThat(rig.defects()).as("closing submits again and ends its thread").hasSize(1);
      assertThat(rig.deaths()).isEmpty();
    }
  }

  private UringOptions options(String... more) {
    Map<String, String> all = new HashMap<>(Map.of("filename", path.toString()));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return UringOptions.read(new DriverOptions(all));
  }

  /** A submission side that has one request in the kernel, which never completes. */
  private record Unreaped(DriverQueue hctx) implements RingCompleter.SubmissionSide {
    @Override
    public boolean isClosed() {
      return true;
    }

    @Override
    public Throwable death() {
      return new IllegalStateException("dead in this test");
    }

    @Override
    public int taken() {
      return 1;
    }

    @Override
    public boolean publishAgain(int slot, DriverRequest rq, boolean here) {
      return false;
    }

    @Override
    public void declareDead(Throwable cause) {
      throw new IllegalStateException(cause);
    }

    @Override
    public void withdraw() {}

    @Override
    public void completerEnded() {}
  }
}
