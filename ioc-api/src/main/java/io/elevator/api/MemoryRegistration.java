package io.elevator.api;

/**
 * The registration of memory with a drive, so that the drive need not look up and pin the pages for
 * each I/O (the registered buffers of io_uring). Bios are submitted in the same way with registered
 * memory and without; only their cost differs. Thread-safe.
 *
 * @see RequestQueue#registerMemory
 */
public interface MemoryRegistration extends AutoCloseable {
  /**
   * Returns the reason why the drive does not use the registration, for users; empty if the drive
   * uses it. After a refusal, I/O with this memory works without registration.
   */
  String refusal();

  /**
   * Ends the registration. The drive releases the memory when all I/O in flight with it has ended;
   * bios with this memory may be in flight or be submitted meanwhile. Call this before closing the
   * memory's arena: otherwise the memory stays pinned. Closing the queue also ends the
   * registration. Idempotent.
   */
  @Override
  void close();

  /**
   * Returns a registration that the drive does not use.
   *
   * @param reason reason of the refusal, for users
   */
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
