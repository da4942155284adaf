package io.elevator.api;

/**
 * Memory that a drive was told of in advance, so that it need not look up and pin its pages for
 * each I/O: what io_uring calls registered buffers. Bios from such memory are submitted as any
 * others, and behave the same but for the cost. Thread-safe.
 *
 * @see RequestQueue#registerMemory
 */
public interface MemoryRegistration extends AutoCloseable {
  /**
   * Returns why the drive has no use for it, in words for people; empty if it has. Registering is a
   * wish: where it cannot be, I/O goes on without.
   */
  String refusal();

  /**
   * Has the drive forget the memory, once I/O in flight from it has ended. To be called before the
   * memory is closed, else it stays pinned until then; bios may be in flight or be submitted
   * meanwhile. The queue's end does it, too. Does nothing the second time.
   */
  @Override
  void close();

  /** Returns one that a drive has no use for. */
  static MemoryRegistration refused(String reason) {
    return new MemoryRegistration() {
      @Override
      public String refusal() {
        return reason;
      }

      @Override
      public void close() {
        // Nothing was registered.
      }

      @Override
      public String toString() {
        return "MemoryRegistration[refused: " + reason + "]";
      }
    };
  }
}
