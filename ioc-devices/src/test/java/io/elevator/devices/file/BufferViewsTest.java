package io.elevator.devices.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.devices.file.BufferViews.View;
import io.elevator.testkit.fake.DriverBench;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class BufferViewsTest {
  private final BufferViews views = new BufferViews(64);

  @Test
  void theSameMemoryGetsTheSameViewAgainWithItsBoundsReset() {
    MemorySegment memory = DriverBench.memory(8192);
    View first = views.take(memory, 4096, 4096);
    first.buffer().position(100).limit(200);
    views.put(first);
    View again = views.take(memory, 4096, 512);
    assertThat(again).isSameAs(first);
    assertThat(again.buffer().position()).isZero();
    assertThat(again.buffer().limit()).isEqualTo(512);
  }

  @Test
  void viewsOfTheMemoryOfAllRequestsDoNotDisplaceEachOther() {
    // A drive of depth 64 has a table of 256 slots, four times its depth.
    BufferViews all = new BufferViews(256);
    MemorySegment memory = DriverBench.memory(64 << 12);
    View[] first = new View[64];
    for (int i = 0; i < first.length; i++) {
      first[i] = all.take(memory, i * 4096L, 4096);
    }
    for (View view : first) {
      all.put(view);
    }
    for (int i = 0; i < first.length; i++) {
      assertThat(all.take(memory, i * 4096L, 4096)).as("memory %d", i).isSameAs(first[i]);
    }
  }

  @Test
  void twoUsersOfTheSameMemoryNeverShareAView() {
    MemorySegment memory = DriverBench.memory(4096);
    View first = views.take(memory, 0, 4096);
    assertThat(views.take(memory, 0, 4096)).isNotSameAs(first);
  }

  @Test
  void aViewCoversExactlyTheRequestedMemory() {
    MemorySegment memory = DriverBench.memory(1 << 16);
    for (int i = 0; i < 1000; i++) {
      long offset = i * 37L % 60 * 512;
      View view = views.take(memory, offset, 512);
      memory.set(ValueLayout.JAVA_INT, offset, i);
      assertThat(view.buffer().order(java.nio.ByteOrder.nativeOrder()).getInt(0)).isEqualTo(i);
      views.put(view);
    }
  }

  @Test
  void aLongerPieceThanBeforeGetsANewView() {
    MemorySegment memory = DriverBench.memory(8192);
    views.put(views.take(memory, 0, 512));
    assertThat(views.take(memory, 0, 8192).buffer().remaining()).isEqualTo(8192);
  }

  @Test
  void aReadOnlyViewIsNotReturnedForWritableMemoryAtTheSameAddress() {
    MemorySegment memory = DriverBench.memory(4096);
    views.put(views.take(memory.asReadOnly(), 0, 4096));
    assertThat(views.take(memory, 0, 4096).buffer().isReadOnly()).isFalse();
    assertThat(views.take(memory.asReadOnly(), 0, 4096).buffer().isReadOnly()).isTrue();
  }

  @Test
  void aViewOfAClosedArenaIsNotReturnedForNewMemoryAtTheSameAddress() {
    MemorySegment old;
    try (Arena arena = Arena.ofShared()) {
      old = arena.allocate(4096, 4096);
      views.put(views.take(old, 0, 4096));
    }
    View stale = views.take(old, 0, 4096);
    assertThatThrownBy(() -> stale.buffer().get(0)).isInstanceOf(IllegalStateException.class);
    views.put(stale);
    for (int i = 0; i < 100; i++) {
      // The allocator reuses a freed address sooner or later. The view that the cache then returns
      // must be usable.
      try (Arena arena = Arena.ofShared()) {
        View view = views.take(arena.allocate(4096, 4096), 0, 4096);
        view.buffer().put(0, (byte) 1);
        views.put(view);
      }
    }
  }

  @Test
  void bounceBuffersAreAlignedAndReused() {
    try (BouncePool pool = new BouncePool(12_288, 4096)) {
      BouncePool.Bounce first = pool.take();
      BouncePool.Bounce second = pool.take();
      assertThat(first.memory().address() % 4096).isZero();
      assertThat(second.memory().address() % 4096).isZero();
      assertThat(first).isNotSameAs(second);
      pool.put(first);
      pool.put(second);
      assertThat(pool.take()).isSameAs(second);
      assertThat(pool.made()).isEqualTo(2);
    }
  }
}
