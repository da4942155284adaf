package io.elevator.core.queue;

import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;

/**
 * The marks and limits of a queue, which attributes change. Each is volatile and read without a
 * lock on the way of a bio; it is written under the queue's attribute lock, but for {@link #fail}.
 * Source: Linux 6.1 queue flags and {@code struct queue_limits}.
 */
final class QueueMarks {
  private final boolean fua;
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

  QueueMarks(DriverShape shape) {
    this.limits = shape.limits();
    this.cacheOn = shape.has(DriverFeature.VOLATILE_CACHE);
    this.fua = shape.has(DriverFeature.FUA);
    this.rotational = shape.has(DriverFeature.ROTATIONAL);
    this.writingStably = shape.has(DriverFeature.STABLE_WRITES);
  }

  QueueLimits limits() {
    return limits;
  }

  void limits(QueueLimits value) {
    limits = value;
  }

  /** Whether there is a volatile cache that flushes empty. */
  boolean isCacheOn() {
    return cacheOn;
  }

  void cacheOn(boolean value) {
    cacheOn = value;
  }

  /** Whether the drive can write past its cache. */
  boolean isFuaOn() {
    return fua;
  }

  boolean isRotational() {
    return rotational;
  }

  void rotational(boolean value) {
    rotational = value;
  }

  /** Whether requests allocated from now on are counted in the disk statistics. */
  boolean isAccounting() {
    return accounting;
  }

  void accounting(boolean value) {
    accounting = value;
  }

  /** Whether nothing merges. */
  boolean isMergingOff() {
    return mergingOff;
  }

  /** Whether only the cheapest merges are tried. */
  boolean isExtendedMergingOff() {
    return extendedMergingOff;
  }

  void merging(boolean off, boolean extendedOff) {
    mergingOff = off;
    extendedMergingOff = extendedOff;
  }

  /** Kept for who reads it. */
  boolean isAddingRandom() {
    return addingRandom;
  }

  void addingRandom(boolean value) {
    addingRandom = value;
  }

  /** Whether data must not change while it is written; kept for who reads it. */
  boolean isWritingStably() {
    return writingStably;
  }

  void writingStably(boolean value) {
    writingStably = value;
  }

  /** Where completions were to run, from 0 to 2; kept for who reads it. */
  int affinity() {
    return affinity;
  }

  void affinity(int value) {
    affinity = value;
  }

  /** Whether requests end with an error instead of going to the driver. */
  boolean isFailing() {
    return failing != BioStatus.OK;
  }

  /** Returns the status with which requests end instead of going to the driver; OK if they go. */
  BioStatus failing() {
    return failing;
  }

  /** Ends requests with a status instead of giving them to the driver, from now on. */
  void fail(BioStatus status) {
    failing = status;
  }
}
