package io.elevator.workload.job;

/** Size of a part of a file: a number of bytes, a percentage of the file, or the whole file. */
public sealed interface SizeLimit {
  /** Returns the size in bytes for a file of {@code fileBytes} bytes. */
  long of(long fileBytes);

  /** Size given as a number of bytes, independent of the file. */
  record Bytes(long bytes) implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      return bytes;
    }
  }

  /** Size given as a percentage of the file, 0 to 100. */
  record Percent(int percent) implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      // The percentage is calculated in two parts, so that the product does not overflow for a file
      // of some exabytes.
      return fileBytes / 100 * percent + fileBytes % 100 * percent / 100;
    }
  }

  /** Size of the whole file; used if no size is given. */
  record Whole() implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      return fileBytes;
    }
  }
}
