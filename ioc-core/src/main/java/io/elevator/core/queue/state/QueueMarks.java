package io.elevator.core.queue.state;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.core.request.FailureCause;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverShape;
import org.jspecify.annotations.Nullable;

/**
 * The marks and limits of a queue, which attributes change. Each is volatile and read without a
 * lock on the way of a bio; it is written under the queue's attribute lock, but for {@link #fail}
 * and {@link #quiesced(boolean)}. Source: Linux 6.1 queue flags and {@code struct queue_limits}.
 */
public final class QueueMarks {
  private final boolean fua;
  private final boolean filesCached;
  private volatile QueueLimits limits;
  private volatile boolean cacheOn;
  private volatile boolean rotational;
  private volatile boolean accounting = true;
  private volatile boolean mergingOff;
  private volatile boolean extendedMergingOff;
  private volatile boolean addingRandom;
  private volatile boolean writingStably;
  private volatile int affinity = 1;
  private volatile BioStatus failing = BioStatus.OK;
  private volatile boolean quiesced;
  private volatile boolean failingBios;
  private volatile boolean losingCompletions;

  /** Cause of the failures of requests that do not go to the driver; written before failing. */
  private @Nullable FailureCause failureCause;

  /**
   * Creates the marks of a queue.
   *
   * @param filesCached whether completed writes of files may be lost until the file is flushed
   */
  public QueueMarks(DriverShape shape, boolean filesCached) {
    this.filesCached = filesCached;
    this.limits = shape.limits();
    this.cacheOn = shape.has(DriverFeature.VOLATILE_CACHE);
    this.fua = shape.has(DriverFeature.FUA);
    this.rotational = shape.has(DriverFeature.ROTATIONAL);
    this.writingStably = shape.has(DriverFeature.STABLE_WRITES);
  }

  public QueueLimits limits() {
    return limits;
  }

  public void limits(QueueLimits value) {
    limits = value;
  }

  /** Returns whether the device has a volatile cache that a flush writes out. */
  public boolean isCacheOn() {
    return cacheOn;
  }

  /**
   * Returns whether a flush of a file, or of the device, has an effect. Files have a cache of their
   * own, which the attribute {@code write_cache} does not concern.
   *
   * @param file file, or null for the device
   */
  public boolean isCacheOn(@Nullable DriverFile file) {
    return file == null ? cacheOn : filesCached;
  }

  public void cacheOn(boolean value) {
    cacheOn = value;
  }

  /** Returns whether the drive can write past its volatile cache. */
  public boolean isFuaOn() {
    return fua;
  }

  public boolean isRotational() {
    return rotational;
  }

  public void rotational(boolean value) {
    rotational = value;
  }

  /** Returns whether requests allocated from now on are counted in the disk statistics. */
  public boolean isAccounting() {
    return accounting;
  }

  public void accounting(boolean value) {
    accounting = value;
  }

  /** Whether nothing merges. */
  public boolean isMergingOff() {
    return mergingOff;
  }

  /** Returns whether only the merges that need no search are tried. */
  public boolean isExtendedMergingOff() {
    return extendedMergingOff;
  }

  public void merging(boolean off, boolean extendedOff) {
    mergingOff = off;
    extendedMergingOff = extendedOff;
  }

  /** Returns the stored value of the attribute; it has no effect. */
  public boolean isAddingRandom() {
    return addingRandom;
  }

  public void addingRandom(boolean value) {
    addingRandom = value;
  }

  /**
   * Returns whether data must not change while it is written. The value is only stored; it has no
   * effect.
   */
  public boolean isWritingStably() {
    return writingStably;
  }

  public void writingStably(boolean value) {
    writingStably = value;
  }

  /**
   * Returns the attribute that says where completions run, 0 to 2. The value is only stored; it has
   * no effect.
   */
  public int affinity() {
    return affinity;
  }

  public void affinity(int value) {
    affinity = value;
  }

  /** Returns whether no run may begin, because the queue is quiesced. */
  public boolean isQuiesced() {
    return quiesced;
  }

  /** Forbids runs, or permits them again; guarded by the lock of the caller. */
  public void quiesced(boolean value) {
    quiesced = value;
  }

  /** Returns whether bios are made to fail, at the rate of {@link FaultInjection#bios}. */
  public boolean isFailingBios() {
    return failingBios;
  }

  public void failingBios(boolean value) {
    failingBios = value;
  }

  /**
   * Returns whether completions are lost on purpose, at the rate of {@link
   * FaultInjection#completions}.
   */
  public boolean isLosingCompletions() {
    return losingCompletions;
  }

  public void losingCompletions(boolean value) {
    losingCompletions = value;
  }

  /** Returns whether requests end with an error instead of going to the driver. */
  public boolean isFailing() {
    return failing != BioStatus.OK;
  }

  /**
   * Returns the status with which requests end instead of going to the driver; OK if they go to the
   * driver.
   */
  public BioStatus failing() {
    return failing;
  }

  /**
   * Returns the cause of the failure of a bio, or null if none is known.
   *
   * @param status status that the bio ends with
   */
  public @Nullable FailureCause causeOf(BioStatus status) {
    return status == failing ? failureCause : null;
  }

  /**
   * Makes all requests end with a status, instead of going to the driver, from now on.
   *
   * @param status status that the requests end with
   * @param cause cause of their failures, or null
   */
  public void fail(BioStatus status, @Nullable FailureCause cause) {
    failureCause = cause;
    failing = status;
  }
}
