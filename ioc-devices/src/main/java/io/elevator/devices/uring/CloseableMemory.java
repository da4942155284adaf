package io.elevator.devices.uring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A test whether memory can be closed while the kernel uses it. The JDK has no such question. So
 * the class of the memory's scope is compared with those of the two arenas that cannot be closed:
 * the global arena, and automatic arenas, whose memory lives as long as the bio that refers to it.
 */
final class CloseableMemory {
  private static final Class<?> GLOBAL = Arena.global().scope().getClass();
  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();

  /** Whether those classes tell them from arenas that can be closed. */
  private static final boolean TELLS = tells();

  private CloseableMemory() {}

  private static boolean tells() {
    try (Arena shared = Arena.ofShared();
        Arena confined = Arena.ofConfined()) {
      return !hasSafeClass(shared.scope()) && !hasSafeClass(confined.scope());
    }
  }

  private static boolean hasSafeClass(MemorySegment.Scope scope) {
    Class<?> type = scope.getClass();
    return type == AUTOMATIC || type == GLOBAL;
  }

  /** Returns whether an arena may close the memory. */
  static boolean is(MemorySegment memory) {
    return !TELLS || !hasSafeClass(memory.scope());
  }
}
