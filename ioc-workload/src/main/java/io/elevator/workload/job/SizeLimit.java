package io.elevator.workload.job;

/** Size in bytes, as a percentage of a file, or of the whole file. */
public sealed interface SizeLimit {
  /** Returns the size in bytes for a file of {@code fileBytes} bytes. */
  long of(long fileBytes);

  /** Number of bytes, independent of the file. */
  record Bytes(long bytes) implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      return bytes;
    }
  }

  /** Percentage of the file, 0 to 100. */
  record Percent(int percent) implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      // Calculated in two parts, so that the product does not overflow for a file of some exabytes.
      return fileBytes / 100 * percent + fileBytes % 100 * percent / 100;
    }
  }

  /** Whole file; used if no size is given. */
  record Whole() implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      return fileBytes;
    }
  }
}
