package io.elevator.files;

/**
 * The share of a disk's traffic that passed its queue since the disk was opened. The rest is I/O of
 * other processes, mapped memory, and write-back of the kernel's page cache, which no elevator of
 * this library orders. Our bytes that the page cache served never reached the disk, so they may
 * exceed those of the disk.
 *
 * @param ownBytes bytes of reads and writes that the queue completed
 * @param diskBytes bytes that the kernel counts for the whole disks; −1 if it does not tell
 */
public record DiskCoverage(long ownBytes, long diskBytes) {
  /** Returns the share from 0 to 1; −1 if it is not known, or the disk had no traffic. */
  public double share() {
    return diskBytes <= 0 ? -1 : Math.min(1, (double) ownBytes / diskBytes);
  }
}
