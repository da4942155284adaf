package io.elevator.workload.job;

/**
 * A size that may depend on the file it is about: bytes, a percentage of the file, or nothing at
 * all, which means all there is.
 */
public sealed interface SizeLimit {
  /** The size for a file of {@code fileBytes} bytes. */
  long of(long fileBytes);

  /** A number of bytes, whatever the file. */
  record Bytes(long bytes) implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      return bytes;
    }
  }

  /** A percentage of the file, 0 to 100. */
  record Percent(int percent) implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      // Split, so that a file of some exabytes does not overflow the product.
      return fileBytes / 100 * percent + fileBytes % 100 * percent / 100;
    }
  }

  /** Not given: the whole file. */
  record Whole() implements SizeLimit {
    @Override
    public long of(long fileBytes) {
      return fileBytes;
    }
  }
}
