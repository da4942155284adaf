package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.anyOf;
import static io.elevator.workload.job.OptionType.atLeast;
import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.choice;
import static io.elevator.workload.job.OptionType.flag;
import static io.elevator.workload.job.OptionType.percent;
import static io.elevator.workload.job.OptionType.whole;

/** Job options for the data of a job: content, flushes, memory and verification. */
final class DataOptions extends OptionGroup {
  private static final int MAX_BYTES = 1 << 30;
  private static final OptionType<BytePattern> BYTE_PATTERN =
      OptionType.of("pattern", DataOptions::pattern);

  private final JobOption<Long> fsync =
      option("fsync", atLeast(0), "0")
          .means(
              "A flush of the written file before the next I/O after so many writes. fio does one"
                  + " more after the last write where `size` is no multiple of the block");
  private final JobOption<Long> fdatasync =
      option("fdatasync", atLeast(0), "0")
          .means(
              "The same as `fsync` to a queue; with both the lesser number counts. fio does not"
                  + " count these flushes in `sync`; `ioc` counts them");
  private final JobOption<Boolean> endFsync =
      option("end_fsync", bool(), "0")
          .means(
              "A flush of each file after the last write of a pass; not counted in `sync`, as in"
                  + " fio");
  private final JobOption<Boolean> fsyncOnClose =
      option("fsync_on_close", bool(), "0").means("The same as `end_fsync`");
  private final JobOption<Long> writeBarrier =
      option("write_barrier", atLeast(0), "0")
          .means("After so many writes, one write with a flush before it and through the cache");
  private final JobOption<Boolean> sync =
      option("sync", choice("none 0 sync 1 dsync", false, false, true, true, true), "none")
          .means("Other than `none`: writes go through the drive's cache (FUA)");
  private final JobOption<Boolean> serializeOverlap =
      option("serialize_overlap", bool(), "0")
          .means(
              "1: an I/O waits for overlapping I/Os of the same job, if one of the two changes"
                  + " data");
  private final JobOption<Boolean> zeroBuffers =
      option("zero_buffers", flag(), "0").means("Writes consist of zeros, as in fio");
  private final JobOption<Boolean> refillBuffers =
      option("refill_buffers", flag(), "0").means("Each write gets new content, as in fio");
  private final JobOption<BytePattern> bufferPattern =
      option("buffer_pattern", BYTE_PATTERN)
          .means("Writes repeat the pattern, as in fio; written as `verify_pattern`");
  private final JobOption<Integer> bufferCompressPercentage =
      option("buffer_compress_percentage", percent(), -1, "")
          .means(
              "Share of each chunk that compresses: random bytes come first, then zeros or the"
                  + " pattern");
  private final JobOption<Integer> bufferCompressChunk =
      option("buffer_compress_chunk", whole(0, MAX_BYTES), "512")
          .means("Bytes of a chunk; 0: the block");
  private final JobOption<Integer> dedupePercentage =
      option("dedupe_percentage", percent(), "0").means("Share of duplicate blocks, as in fio");
  private final JobOption<Boolean> dedupeMode =
      option("dedupe_mode", choice("repeat working_set", false, true), "repeat")
          .means("As in fio: duplicates of the last block, or of one of the first blocks");
  private final JobOption<Integer> dedupeWorkingSetPercentage =
      option("dedupe_working_set_percentage", whole(1, 100).in("%"), "5")
          .means("Share of the blocks that are the first blocks for `working_set`, as in fio");
  private final JobOption<Boolean> dedupeGlobal =
      option("dedupe_global", bool(), "0")
          .means("1: all jobs draw duplicates from the same blocks");
  private final JobOption<Integer> memAlign =
      option(
              "mem_align iomem_align",
              OptionType.of("0 or a power of two up to 1g", DataOptions::alignment),
              "0")
          .means("Alignment of the job's memory, in bytes; 0: a page");
  private final JobOption<Boolean> fixedbufs =
      option("fixedbufs", bool(), "0")
          .means(
              "1: [registers](devices.md#registered-memory) the job's memory with the drive; a note"
                  + " if the drive has no use for that");
  final JobOption<VerifyMethod> verify =
      option("verify", choice(VerifyMethod.byName()), "0")
          .means(
              "Content by which blocks are verified. The header is not fio's, so neither program"
                  + " can verify the other's data, except with `pattern`");
  private final JobOption<Boolean> doVerify =
      option("do_verify", bool(), "1")
          .means(
              "1: a job that writes reads everything back, as in fio. Blocks read back count as"
                  + " reads");
  final JobOption<Boolean> verifyOnly =
      option("verify_only", flag(), "0")
          .means("The job verifies what an earlier run wrote, as in fio");
  private final JobOption<Boolean> verifyFatal =
      option("verify_fatal", bool(), "0").means("1: the first mismatch ends the job, as in fio");
  private final JobOption<Boolean> verifyDump =
      option("verify_dump", bool(), "0")
          .means(
              "1: blocks that do not match are written to files `NAME.OFFSET.received` and"
                  + " `.expected`, as in fio");
  private final JobOption<BytePattern> verifyPattern =
      option("verify_pattern", BYTE_PATTERN)
          .means(
              "`0x…`, numbers, `\"text\"`, `'file'`, `%o` for the offset; several parts follow one"
                  + " another, such as `\"abcd\"-120xdeadface`");
  private final JobOption<Integer> verifyInterval =
      option("verify_interval", whole(512, MAX_BYTES), 0, "block size")
          .means("Bytes of data for each header, as in fio; the header has 112 bytes");
  private final JobOption<Integer> verifyOffset =
      option("verify_offset", whole(0, MAX_BYTES), "0")
          .means("Offset of the header in its interval, in bytes, as in fio");
  private final JobOption<Long> verifyBacklog =
      option("verify_backlog", atLeast(0), "0")
          .means("Writes after which blocks are read back, as in fio; 0: at the end of a pass");
  private final JobOption<Long> verifyBacklogBatch =
      option("verify_backlog_batch", atLeast(0), 0L, "`verify_backlog`")
          .means("Blocks that `verify_backlog` reads back together, as in fio");
  private final JobOption<Boolean> verifyWriteSequence =
      option("verify_write_sequence", bool(), "1")
          .means(
              "1: a block read back must be from this job's last write to that block; 0: it need"
                  + " not");

  DataOptions() {
    super("Contents, syncs, verification");
    withoutEffect("scramble_buffers", bool(), "buffers always differ");
    withoutEffect(
        "mem iomem",
        anyOf("malloc shm mmap mmapshared"),
        "all use native memory, aligned to a page or to `mem_align`");
    withoutEffect("registerfiles", bool(), "`uring` always registers its file");
    withoutEffect(
        "experimental_verify", bool(), "blocks are always verified from a record of the writes");
    withoutEffect(
        "verify_async", whole(0, 1 << 16), "the thread that completes a read verifies it");

    refuse(verifyOnly, "it needs verify", job -> job.get(verifyOnly) && !isVerified(job));
    refuse(
        verify,
        "it needs a verify_pattern",
        job -> job.get(verify) == VerifyMethod.PATTERN && job.find(verifyPattern) == null);
    refuse(
        verifyOnly,
        "a time_based job has no end that could be verified up to",
        job -> job.get(verifyOnly) && job.get(JobOptions.PACE.timeBased));
    refuse(
        verify,
        job -> isVerified(job) && JobOptions.ACCESS.trimsApart(job),
        job ->
            "after rw="
                + JobOptions.ACCESS.mode(job).fioName()
                + " it needs the same sizes for writes and trims");
    refuse(
        verifyInterval,
        "it does not divide the block size",
        job -> isVerified(job) && job.get(verifyInterval) > 0 && !dividesBlocks(job));
    refuse(
        verifyOffset,
        job ->
            job.get(verify).hasHeader()
                && job.get(verifyOffset) + VerifyHeader.BYTES > verifiedBytes(job),
        job ->
            "the header of "
                + VerifyHeader.BYTES
                + " bytes does not fit in "
                + verifiedBytes(job)
                + " bytes");
  }

  private static int alignment(OptionText text) {
    int align = text.number(0, MAX_BYTES);
    if (Integer.bitCount(align) > 1) {
      throw text.error("'" + text.text() + "' is not a power of two");
    }
    return align;
  }

  private static BytePattern pattern(OptionText text) {
    try {
      return BytePattern.parse(text.text());
    } catch (BadValue e) {
      throw text.error(e.reason());
    }
  }

  private boolean isVerified(JobSettings job) {
    return job.get(verify) != VerifyMethod.NONE;
  }

  private boolean dividesBlocks(JobSettings job) {
    int unit = job.get(verifyInterval);
    return JobOptions.ACCESS
        .blockSizes(job)
        .used(JobOptions.ACCESS.mode(job))
        .allMatch(sizes -> sizes.min() % unit == 0 && sizes.max() % unit == 0);
  }

  /** Returns the number of bytes of data for which there is one verification header. */
  private int verifiedBytes(JobSettings job) {
    int interval = job.get(verifyInterval);
    return interval > 0
        ? interval
        : JobOptions.ACCESS.blockSizes(job).smallest(JobOptions.ACCESS.mode(job));
  }

  SyncSpec syncs(JobSettings job) {
    long flush = job.get(fsync);
    long dataFlush = job.get(fdatasync);
    return new SyncSpec(
        flush == 0 ? dataFlush : dataFlush == 0 ? flush : Math.min(flush, dataFlush),
        job.get(endFsync) || job.get(fsyncOnClose),
        job.get(sync),
        job.get(writeBarrier),
        job.get(serializeOverlap));
  }

  ContentSpec content(JobSettings job) {
    return new ContentSpec(
        job.get(zeroBuffers),
        job.get(refillBuffers),
        job.find(bufferPattern),
        job.get(bufferCompressPercentage),
        job.get(bufferCompressChunk),
        job.get(dedupePercentage),
        job.get(dedupeMode),
        job.get(dedupeWorkingSetPercentage),
        job.get(dedupeGlobal));
  }

  MemorySpec memory(JobSettings job) {
    return new MemorySpec(
        job.get(memAlign), job.get(fixedbufs), job.get(JobOptions.ACCESS.softrandommap));
  }

  VerifySpec verify(JobSettings job) {
    long backlog = job.get(verifyBacklog);
    long batch = job.get(verifyBacklogBatch);
    return new VerifySpec(
        job.get(verify),
        job.get(doVerify),
        job.get(verifyOnly),
        job.get(verifyFatal),
        job.get(verifyDump),
        job.find(verifyPattern),
        job.get(verifyInterval),
        job.get(verifyOffset),
        backlog,
        batch == 0 ? backlog : batch,
        job.get(verifyWriteSequence));
  }
}
