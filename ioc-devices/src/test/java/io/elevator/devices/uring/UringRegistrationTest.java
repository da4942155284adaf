package io.elevator.devices.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.api.MemoryRegistration;
import io.elevator.api.Operation;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.rig.FileRig;
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
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the registration of applications' memory with the rings of a drive. */
@Requires(kernel = BufferTable.class)
class UringRegistrationTest extends FileRig {
  private static final int BLOCK = 4096;

  UringRegistrationTest() {
    super(new UringDriverType());
  }

  /**
   * Opens a drive without registered bounce buffers, because they count against the same limit on
   * locked memory.
   */
  private DriverBench openWithoutBounces(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("size", "1m", "buffers", "0"));
    return open(all.toArray(String[]::new));
  }

  private static long figure(DriverBench rig, String name) {
    return (Long) RecordedState.of(rig.driver()::describe).get(name);
  }

  private static MemoryRegistration register(DriverBench rig, MemorySegment memory) {
    MemoryRegistration made = rig.driver().registerMemory(memory);
    assertThat(made.refusal()).isEmpty();
    return made;
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1, 3"})
  void ioOnRegisteredMemoryUsesItsIndex(String direct, String queues) throws Exception {
    try (DriverBench rig = openWithoutBounces("direct", direct, "submit_queues", queues)) {
      MemorySegment pool = DriverBench.memory(16 * BLOCK);
      try (MemoryRegistration _ = register(rig, pool)) {
        assertThat(figure(rig, "registered_bytes")).isEqualTo(16 * BLOCK);
        for (int i = 0; i < 8; i++) {
          MemorySegment out = pool.asSlice(2L * i * BLOCK, BLOCK);
          MemorySegment back = pool.asSlice((2L * i + 1) * BLOCK, BLOCK);
          out.fill((byte) (i + 1));
          assertThat(io(rig, Operation.WRITE, 0, i * 8L, out)).isEqualTo(BioStatus.OK);
          assertThat(io(rig, Operation.READ, 0, i * 8L, back)).isEqualTo(BioStatus.OK);
          assertThat(back.mismatch(out)).isEqualTo(-1);
        }
        assertThat(figure(rig, "registered")).isEqualTo(16);
      }
      assertThat(figure(rig, "registered_bytes")).isZero();
      assertThat(io(rig, Operation.READ, 0, 0, pool.asSlice(0, BLOCK))).isEqualTo(BioStatus.OK);
      assertThat(figure(rig, "registered")).isEqualTo(16);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void severalRangesOfRegisteredMemoryUseOneEntryIfTheKernelSupportsThat() throws Exception {
    boolean canVector;
    try (IoUring ring = new IoUring(2)) {
      canVector = ring.offers(IoUring.READV_FIXED);
    }
    try (DriverBench rig = openWithoutBounces("direct", "0")) {
      MemorySegment pool = DriverBench.memory(8 * BLOCK);
      MemorySegment other = DriverBench.memory(BLOCK);
      try (MemoryRegistration _ = register(rig, pool);
          MemoryRegistration _ = register(rig, other)) {
        MemorySegment[] pieces = {pool.asSlice(6 * BLOCK, BLOCK), pool.asSlice(0, 2 * BLOCK)};
        pieces[0].fill((byte) 1);
        pieces[1].fill((byte) 2);
        assertThat(vectored(rig, true, pieces)).isEqualTo(BioStatus.OK);
        MemorySegment[] back = {pool.asSlice(3 * BLOCK, BLOCK), pool.asSlice(4 * BLOCK, BLOCK * 2)};
        assertThat(vectored(rig, false, back[1].asSlice(0, BLOCK), back[0], other))
            .isEqualTo(BioStatus.OK);
        assertThat(figure(rig, "registered")).isEqualTo(canVector ? 1 : 0);
        assertThat(vectored(rig, false, back[1], back[0])).isEqualTo(BioStatus.OK);
        assertThat(figure(rig, "registered")).isEqualTo(canVector ? 2 : 0);
        assertThat(figure(rig, "vectored")).isEqualTo(3);
        byte[] bytes = back[1].toArray(ValueLayout.JAVA_BYTE);
        assertThat(bytes).startsWith(1).endsWith(2);
        assertThat(back[0].toArray(ValueLayout.JAVA_BYTE)).containsOnly(2);
        assertThat(other.toArray(ValueLayout.JAVA_BYTE)).containsOnly(2);
      }
    }
  }

  private static BioStatus vectored(DriverBench rig, boolean isWrite, MemorySegment... pieces)
      throws InterruptedException {
    DriverBio bio = new DriverBio();
    if (isWrite) {
      bio.write(0, pieces);
    } else {
      bio.read(0, pieces);
    }
    Operation operation = isWrite ? Operation.WRITE : Operation.READ;
    FakeDriverRequest rq = rig.submit(rig.queue(), operation.code(), 0, bio, null);
    rig.queue().awaitIdle();
    return rq.status();
  }

  @Test
  void bounceBuffersAndApplicationMemoryUseDifferentIndexes() throws Exception {
    try (DriverBench rig = open("size", "1m", "buffers", "2")) {
      MemorySegment pool = DriverBench.memory(2 * BLOCK);
      register(rig, pool);
      pool.asSlice(0, BLOCK).fill((byte) 5);
      assertThat(io(rig, Operation.WRITE, 0, 0, pool.asSlice(0, BLOCK))).isEqualTo(BioStatus.OK);
      MemorySegment unaligned = DriverBench.memory(2 * BLOCK).asSlice(4, BLOCK);
      assertThat(io(rig, Operation.READ, 0, 0, unaligned)).isEqualTo(BioStatus.OK);
      MemorySegment inPool = pool.asSlice(12, BLOCK);
      assertThat(io(rig, Operation.READ, 0, 0, inPool)).isEqualTo(BioStatus.OK);
      assertThat(unaligned.toArray(ValueLayout.JAVA_BYTE)).containsOnly(5);
      assertThat(inPool.toArray(ValueLayout.JAVA_BYTE)).containsOnly(5);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void otherMemoryAtARegisteredAddressIsNotTreatedAsRegistered() throws IOException {
    try (IoUring ring = new IoUring(2);
        Arena arena = Arena.ofShared()) {
      ring.makeBufferTable(RegisteredMemory.MOST);
      RegisteredMemory registered = new RegisteredMemory(ring, 0, RegisteredMemory.MOST_BYTES, "");
      MemorySegment pool = arena.allocate(2 * BLOCK, BLOCK);
      assertThat(registered.add("pool", pool)).isEmpty();
      long at = pool.address();
      assertThat(registered.find(at, BLOCK, pool.asSlice(BLOCK).scope())).isZero();
      assertThat(registered.find(at, BLOCK, Arena.global().scope())).isEqualTo(-1);
    }
  }

  @Test
  void memoryUnregisteredAfterPublishingIsTransferredAsUnregistered() throws Exception {
    try (DriverBench rig = openWithoutBounces()) {
      MemorySegment pool = DriverBench.memory(BLOCK);
      pool.fill((byte) 9);
      MemoryRegistration registration = register(rig, pool);
      DriverBio bio = new DriverBio();
      bio.write(512L * 8, pool);
      FakeDriverRequest rq = rig.queue().take();
      // This request is not the last of a series, so the kernel does not take its entry before the
      // commit.
      assertThat(rig.offer(rq, Operation.WRITE.code(), 8, bio, null, false))
          .isEqualTo(BioStatus.OK);
      registration.close();
      registration.close();
      rig.driver().commit(rig.queue());
      rig.queue().awaitIdle();
      assertThat(rq.status()).isEqualTo(BioStatus.OK);
      assertThat(figure(rig, "repeated")).isEqualTo(1);
      MemorySegment back = DriverBench.memory(BLOCK);
      assertThat(io(rig, Operation.READ, 0, 8, back)).isEqualTo(BioStatus.OK);
      assertThat(back.mismatch(pool)).isEqualTo(-1);
      assertThat(rig.defects()).isEmpty();
    }
  }

  @Test
  void closedMemoryIsUnregisteredByTheNextRegistration() throws Exception {
    try (DriverBench rig = openWithoutBounces()) {
      MemoryRegistration first;
      try (Arena arena = Arena.ofShared()) {
        first = register(rig, arena.allocate(4 * BLOCK, BLOCK));
      }
      register(rig, DriverBench.memory(BLOCK));
      assertThat(figure(rig, "registered_bytes")).isEqualTo(BLOCK);
      first.close();
      assertThat(figure(rig, "registered_bytes")).isEqualTo(BLOCK);
    }
  }

  @Test
  void aFaultDrivePassesRegistrationsOnToItsDrive() throws Exception {
    try (DriverBench rig = openWithoutBounces("faults", "fail=medium nth=2 op=read")) {
      MemorySegment pool = DriverBench.memory(BLOCK);
      assertThat(rig.driver().registerMemory(pool).refusal()).isEmpty();
      assertThat(rig.driver().registerMemory(DriverBench.memory(BLOCK)).refusal()).isEmpty();
      assertThat(io(rig, Operation.READ, 0, 0, pool)).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void theSameMemoryMayBeRegisteredTwice() throws Exception {
    try (DriverBench rig = openWithoutBounces()) {
      MemorySegment pool = DriverBench.memory(BLOCK);
      MemoryRegistration first = register(rig, pool);
      MemoryRegistration second = register(rig, pool);
      first.close();
      assertThat(io(rig, Operation.READ, 0, 0, pool)).isEqualTo(BioStatus.OK);
      assertThat(figure(rig, "registered")).isEqualTo(1);
      second.close();
      assertThat(figure(rig, "registered_bytes")).isZero();
    }
  }

  @Test
  void registrationsBeyondTheTableAreRefusedUntilOneIsClosed() throws Exception {
    try (DriverBench rig = openWithoutBounces()) {
      MemorySegment pool = DriverBench.memory((RegisteredMemory.MOST + 1L) * BLOCK);
      List<MemoryRegistration> all = new ArrayList<>();
      for (int i = 0; i < RegisteredMemory.MOST; i++) {
        all.add(register(rig, pool.asSlice((long) i * BLOCK, BLOCK)));
      }
      MemorySegment last = pool.asSlice((long) RegisteredMemory.MOST * BLOCK);
      assertThat(rig.driver().registerMemory(last).refusal()).contains("room for 256 pieces");
      all.get(17).close();
      MemoryRegistration again = rig.driver().registerMemory(last);
      assertThat(again.refusal()).isEmpty();
      assertThat(io(rig, Operation.READ, 0, 0, last)).isEqualTo(BioStatus.OK);
      assertThat(figure(rig, "registered")).isEqualTo(1);
    }
  }

  @Test
  void memoryOfAMappedFileIsNotRegisteredButItsIoSucceeds() throws Exception {
    Path mapped = folder.resolve("mapped");
    try (DriverBench rig = openWithoutBounces();
        FileChannel channel =
            FileChannel.open(
                mapped,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, BLOCK, arena);
      MemoryRegistration refused = rig.driver().registerMemory(memory);
      assertThat(refused.refusal()).contains("mapped files");
      refused.close();
      assertThat(io(rig, Operation.READ, 0, 0, memory)).isEqualTo(BioStatus.OK);
    }
  }

  @Test
  void aClosedDriveRefusesRegistrationsAndAllowsClosingThem() throws Exception {
    DriverBench rig = openWithoutBounces();
    MemoryRegistration registration = register(rig, DriverBench.memory(BLOCK));
    rig.close();
    assertThat(rig.driver().registerMemory(DriverBench.memory(BLOCK)).refusal()).contains("closed");
    registration.close();
  }

  @Test
  void memoryLongerThanOneRangeIsRegisteredAsSeveralRangesOrNotAtAll() throws IOException {
    try (IoUring ring = new IoUring(2)) {
      ring.makeBufferTable(RegisteredMemory.MOST + 1);
      RegisteredMemory registered = new RegisteredMemory(ring, 1, 2 * BLOCK, "");
      MemorySegment pool = DriverBench.memory(5 * BLOCK);
      long at = pool.address();
      assertThat(registered.add("one", pool)).isEmpty();
      assertThat(registered.bytes()).isEqualTo(5 * BLOCK);
      assertThat(registered.find(at, BLOCK, pool.scope())).isEqualTo(1);
      assertThat(registered.find(at + 2 * BLOCK, 2 * BLOCK, pool.scope())).isEqualTo(2);
      assertThat(registered.find(at + 4 * BLOCK, BLOCK, pool.scope())).isEqualTo(3);
      // Lookups of ranges that cross a border of registered pieces, that end after the memory, and
      // that begin before it.
      assertThat(registered.find(at + BLOCK, 2 * BLOCK, pool.scope())).isEqualTo(-1);
      assertThat(registered.find(at + 4 * BLOCK, 2 * BLOCK, pool.scope())).isEqualTo(-1);
      assertThat(registered.find(at - BLOCK, BLOCK, pool.scope())).isEqualTo(-1);
      MemorySegment much = DriverBench.memory(2L * BLOCK * (RegisteredMemory.MOST - 2));
      assertThat(registered.add("two", much)).contains("room for 256");
      assertThat(registered.bytes()).isEqualTo(5 * BLOCK);
      registered.remove("one");
      assertThat(registered.bytes()).isZero();
      assertThat(registered.add("two", much)).isEmpty();
      registered.close();
    }
  }

  @Test
  void withoutATableOfBuffersRegistrationsAreRefusedWithAReason() throws IOException {
    try (IoUring ring = new IoUring(2)) {
      RegisteredMemory registered = new RegisteredMemory(ring, 1, BLOCK, "no table");
      assertThat(registered.add("one", DriverBench.memory(BLOCK))).isEqualTo("no table");
    }
  }
}
