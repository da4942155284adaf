package io.elevator.workload.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Options for the data of a job: content, flushes, memory and verification. */
final class DataOptions {
  private static final Map<String, VerifyMethod> METHODS = VerifyMethod.byName();
  private static final Map<String, Boolean> SYNCS = syncs();
  private static final Map<String, Boolean> DEDUPE_MODES =
      new TreeMap<>(Map.of("repeat", false, "working_set", true));
  private static final Map<String, Boolean> MEMORY = memory();

  static final List<JobOption> ALL =
      List.of(
          JobOption.of("fsync", (s, v) -> s.data.fsync = v.number(0)),
          JobOption.of("fdatasync", (s, v) -> s.data.fdatasync = v.number(0)),
          JobOption.of("end_fsync", (s, v) -> s.data.endFsync = v.bool()),
          JobOption.of("fsync_on_close", (s, v) -> s.data.closeFsync = v.bool()),
          JobOption.of("write_barrier", (s, v) -> s.data.barrier = v.number(0)),
          JobOption.of("sync", (s, v) -> s.data.sync = v.oneOf(v.text(), SYNCS)),
          JobOption.of("serialize_overlap", (s, v) -> s.data.serialized = v.bool()),
          // Content.
          JobOption.bare("zero_buffers", (s, v) -> s.data.zeros = v.flag()),
          JobOption.bare("refill_buffers", (s, v) -> s.data.refill = v.flag()),
          JobOption.of("scramble_buffers", (s, v) -> v.bool()),
          JobOption.of("buffer_pattern", (s, v) -> s.data.pattern = pattern(v)),
          JobOption.of("buffer_compress_percentage", (s, v) -> s.data.compress = v.number(0, 100)),
          JobOption.of("buffer_compress_chunk", (s, v) -> s.data.chunk = v.number(0, 1 << 30)),
          JobOption.of("dedupe_percentage", (s, v) -> s.data.dedupe = v.number(0, 100)),
          JobOption.of(
              "dedupe_mode", (s, v) -> s.data.workingSet = v.oneOf(v.text(), DEDUPE_MODES)),
          JobOption.of(
              "dedupe_working_set_percentage",
              (s, v) -> s.data.workingSetPercent = v.number(1, 100)),
          JobOption.of("dedupe_global", (s, v) -> s.data.dedupeGlobal = v.bool()),
          // All memory is native, page-aligned and of one kind, so these options only accept their
          // values.
          JobOption.of("mem", "iomem", (s, v) -> v.oneOf(v.text(), MEMORY)),
          JobOption.of("mem_align", "iomem_align", DataOptions::setAlign),
          JobOption.of("fixedbufs", (s, v) -> s.data.registered = v.bool()),
          // A ring registers files in any case.
          JobOption.of("registerfiles", (s, v) -> v.bool()),
          // Verification.
          JobOption.of("verify", (s, v) -> s.data.method = v.oneOf(v.text(), METHODS)),
          JobOption.of("do_verify", (s, v) -> s.data.doVerify = v.bool()),
          JobOption.bare("verify_only", (s, v) -> s.data.verifyOnly = v.flag()),
          JobOption.of("verify_fatal", (s, v) -> s.data.verifyFatal = v.bool()),
          JobOption.of("verify_dump", (s, v) -> s.data.verifyDump = v.bool()),
          JobOption.of("verify_pattern", (s, v) -> s.data.verifyPattern = pattern(v)),
          JobOption.of("verify_interval", (s, v) -> s.data.interval = v.number(512, 1 << 30)),
          JobOption.of("verify_offset", (s, v) -> s.data.headerOffset = v.number(0, 1 << 30)),
          JobOption.of("verify_backlog", (s, v) -> s.data.backlog = v.number(0)),
          JobOption.of("verify_backlog_batch", (s, v) -> s.data.backlogBatch = v.number(0)),
          JobOption.of("verify_write_sequence", (s, v) -> s.data.verifySequence = v.bool()),
          // Blocks are always verified from a record of the writes, as fio does with this option.
          JobOption.of("experimental_verify", (s, v) -> v.bool()),
          // The thread that processes the end of an I/O verifies it, so the number of threads has
          // no effect.
          JobOption.of("verify_async", (s, v) -> v.number(0, 1 << 16)));

  private DataOptions() {}

  private static Map<String, Boolean> syncs() {
    Map<String, Boolean> syncs = new LinkedHashMap<>();
    syncs.put("none", false);
    syncs.put("0", false);
    syncs.put("sync", true);
    syncs.put("1", true);
    syncs.put("dsync", true);
    return syncs;
  }

  private static Map<String, Boolean> memory() {
    Map<String, Boolean> kinds = new LinkedHashMap<>();
    for (String kind : List.of("malloc", "shm", "mmap", "mmapshared")) {
      kinds.put(kind, true);
    }
    return kinds;
  }

  private static void setAlign(JobSettings s, OptionValue v) {
    int align = v.number(0, 1 << 30);
    if (Integer.bitCount(align) > 1) {
      throw v.error("'" + v.text() + "' is not a power of two");
    }
    s.data.memoryAlign = align;
  }

  private static BytePattern pattern(OptionValue v) {
    try {
      return BytePattern.parse(v.text());
    } catch (BadValue e) {
      throw v.error(e.reason());
    }
  }
}
