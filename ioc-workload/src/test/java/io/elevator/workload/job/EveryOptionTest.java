package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Tests with one example for each option that the option is parsed, and that it changes the job
 * unless {@code docs/jobs.md} says that the option has no effect. Other tests check what the change
 * does.
 */
class EveryOptionTest {
  /** Further lines of the job file that an option needs, by the name of the option. */
  private static final Map<String, String> CONTEXT =
      Map.of(
          "weight", "group=g\n",
          "latency_window", "latency_target=1ms\nlatency_window=1s\n",
          "latency_percentile", "latency_target=1ms\nlatency_window=1s\n",
          "latency_run", "latency_target=1ms\nlatency_window=1s\n",
          "verify_only", "rw=write\nverify=md5\n",
          "steadystate_ramp_time", "ss=iops:1%\nss_dur=9\n",
          "ss_ramp", "ss=iops:1%\nss_dur=9\n",
          "random_sequence_stride", "random_distribution=sequence:1,0\n");

  private static final String CHANGES =
      """
      name=x|description=x|filename=x|filename_format=x.$jobnum|directory=d|nrfiles=2|nr_files=2
      size=1m|filesize=1m|offset=4k|fileoffset=4k|offset_align=8k|offset_increment=4k|io_size=1m
      io_limit=1m|file_append=1|fill_device=1|fill_fs=1|allow_file_create=0|create_only=1|unlink=1
      allow_mounted_write=1|pre_read=1|rw=trimwrite|readwrite=randrw|rw_sequencer=identical|bs=8k|blocksize=8k
      bsrange=4k-8k|blocksize_range=4k:8k|bssplit=4k/50:8k/|bs_unaligned|blocksize_unaligned
      bs_is_seq_rand=1|blockalign=8k|ba=8k|rwmixread=70|rwmixwrite=70|norandommap
      random_distribution=zipf:1.1|random_sequence_stride=1|percentage_random=50|random_generator=lfsr|randrepeat=0
      randseed=7|number_ios=9|file_service_type=random:8|iodepth=4|startdelay=1|ramp_time=1
      runtime=1|timeout=1|loops=2|thinktime=1|rate=1m|rate_min=1k|ratemin=1k|rate_iops=9
      rate_iops_min=1|rate_process=poisson|rate_ignore_thinktime=1|rate_cycle=9|ratecycle=9
      thinktime_blocks=2|thinktime_blocks_type=issue|thinktime_iotime=1|ioengine=sync|direct=1
      buffered=0|nice=-5|prioclass=1|prio=3|cmdprio_percentage=9|cmdprio_bssplit=4k/50
      elevator=bfq|elevator_attr=a=1|iocontext=x|group=a/b|weight=200|driver=null|fsync=4
      fdatasync=4|end_fsync=1|fsync_on_close=1|write_barrier=4|sync=dsync|serialize_overlap=1|zero_buffers
      refill_buffers|buffer_pattern="x"|buffer_compress_percentage=50|buffer_compress_chunk=4k
      dedupe_percentage=50|dedupe_mode=working_set|dedupe_working_set_percentage=9
      dedupe_global=1|mem_align=8k|iomem_align=8k|fixedbufs=1|verify=md5|do_verify=0|verify_only
      verify_fatal=1|verify_dump=1|verify_pattern=7|verify_interval=512|verify_offset=64
      verify_write_sequence=0|verify_backlog=4|verify_backlog_batch=2|flow=2|flow_id=3|flow_sleep=9|exitall
      exitall_on_error|continue_on_error=io|ignore_error=EIO|max_latency=1s|latency_window=2s
      latency_percentile=99|latency_run=1|steadystate_ramp_time=3|ss_ramp=3|group_reporting
      percentile_list=50|slat_percentiles=1|clat_percentiles=0|lat_percentiles=1|disable_slat=1
      disable_clat=1|disable_lat=1|gtod_reduce=1
      unified_rw_reporting=mixed|disk_util=0|bwavgtime=100|iopsavgtime=100|significant_figures=6
      write_bw_log|write_lat_log=x|write_iops_log=x|write_iolog=x|log_avg_msec=9|log_max_value=1
      log_offset=1|log_prio=1|log_unix_epoch=1|per_job_logs=0
      """;

  /** Options that have no effect, or whose effect shows only together with other options. */
  private static final String ACCEPTED =
      """
      kb_base=1000|unit_base=8|registerfiles=1|unique_filename=1|openfiles=4|create_serialize=1|create_fsync=1
      create_on_open=1|overwrite=1|fallocate=keep|fadvise_hint=random|invalidate=0
      softrandommap=1|experimental_verify=1|disable_bw=1|disable_bw_measurement=1|clocksource=cpu|allrandrepeat=1|zonesize=4k|zonerange=4k|zoneskip=4k|zonemode=none
      io_submit_mode=offload|iodepth_batch=4|iodepth_batch_submit=4|iodepth_batch_complete=4
      iodepth_batch_complete_min=4|iodepth_batch_complete_max=4|iodepth_low=2|time_based
      thinktime_spin=0|cmdprio_class=1|cmdprio=2|scramble_buffers=0|mem=mmap|iomem=shm
      verify_async=2|numjobs=3|thread|threads=1|stonewall|wait_for_previous|new_group
      exit_what=all|error_dump=0|latency_target=0|ss=iops:2|steadystate=bw:1%
      ss_dur=9|steadystate_duration=9|log_entries=9|opendir=src|wait_for=w
      """;

  private static Map<String, String> examples(String table) {
    Map<String, String> examples = new LinkedHashMap<>();
    for (String line : table.replace("\n", "|").split("\\|+", -1)) {
      if (!line.isEmpty()) {
        int equals = line.indexOf('=');
        examples.put(equals < 0 ? line : line.substring(0, equals), line);
      }
    }
    return examples;
  }

  private static JobSpec job(String lines) {
    return JobFiles.resolve("[w]\n[j]\n" + lines).jobs().getLast().spec();
  }

  @Test
  void eachOptionHasAnExample() {
    TreeSet<String> names = new TreeSet<>(examples(CHANGES).keySet());
    names.addAll(examples(ACCEPTED).keySet());

    assertThat(names).containsExactlyInAnyOrderElementsOf(new TreeSet<>(JobOptions.names()));
  }

  @Test
  void eachExampleWithAnEffectChangesTheJob() {
    assertThat(examples(CHANGES))
        .allSatisfy((name, line) -> {
          String context = CONTEXT.getOrDefault(name, "");
          assertThat(job(context + line + "\n")).as(line).isNotEqualTo(job(context));
        });
  }

  @Test
  void eachExampleWithoutEffectIsAccepted() {
    assertThat(examples(ACCEPTED))
        .allSatisfy((name, line) -> assertThat(job(line + "\n")).as(line).isNotNull());
  }
}
