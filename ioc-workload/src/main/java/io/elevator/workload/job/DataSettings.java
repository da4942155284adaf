package io.elevator.workload.job;

import org.jspecify.annotations.Nullable;

/**
 * Mutable settings for the data of one job, filled in by its options; the initial values are fio's
 * defaults.
 */
final class DataSettings {
  long fsync;
  long fdatasync;
  boolean endFsync;
  boolean closeFsync;
  long barrier;
  boolean sync;
  boolean serialized;

  boolean zeros;
  boolean refill;
  @Nullable BytePattern pattern;
  int compress = -1;
  int chunk = 512;
  int dedupe;
  boolean workingSet;
  int workingSetPercent = 5;
  boolean dedupeGlobal;
  int memoryAlign;
  boolean registered;
  boolean softMap;

  VerifyMethod method = VerifyMethod.NONE;
  boolean doVerify = true;
  boolean verifyOnly;
  boolean verifyFatal;
  boolean verifyDump;
  @Nullable BytePattern verifyPattern;
  int interval;
  int headerOffset;
  boolean verifySequence = true;
  long backlog;
  long backlogBatch;

  /** Checks combinations of options. */
  void check(JobSettings job) {
    AccessSettings access = job.access;
    if (method == VerifyMethod.NONE) {
      if (verifyOnly) {
        throw job.error("verify_only", "it needs verify");
      }
      return;
    }
    if (method == VerifyMethod.PATTERN && verifyPattern == null) {
      throw job.error("verify", "it needs a verify_pattern");
    }
    if (verifyOnly && job.pace.timeBased) {
      throw job.error("verify_only", "a time_based job has no end that could be verified up to");
    }
    int unit = interval;
    if (unit > 0) {
      boolean fits =
          access
              .blockSizes()
              .used(access.mode)
              .allMatch(sizes -> sizes.min() % unit == 0 && sizes.max() % unit == 0);
      if (!fits) {
        throw job.error("verify_interval", "it does not divide the block size");
      }
    }
    int chunk = unit > 0 ? unit : access.blockSizes().smallest(access.mode);
    if (method.hasHeader() && headerOffset + VerifyHeader.BYTES > chunk) {
      throw job.error(
          "verify_offset",
          "the header of " + VerifyHeader.BYTES + " bytes does not fit in " + chunk + " bytes");
    }
  }

  SyncSpec syncs() {
    long every = fsync == 0 ? fdatasync : fdatasync == 0 ? fsync : Math.min(fsync, fdatasync);
    return new SyncSpec(every, endFsync || closeFsync, sync, barrier, serialized);
  }

  ContentSpec content() {
    return new ContentSpec(
        zeros,
        refill,
        pattern,
        compress,
        chunk,
        dedupe,
        workingSet,
        workingSetPercent,
        dedupeGlobal);
  }

  VerifySpec verify() {
    return new VerifySpec(
        method,
        doVerify,
        verifyOnly,
        verifyFatal,
        verifyDump,
        verifyPattern,
        interval,
        headerOffset,
        backlog,
        backlogBatch == 0 ? backlog : backlogBatch,
        verifySequence);
  }
}
