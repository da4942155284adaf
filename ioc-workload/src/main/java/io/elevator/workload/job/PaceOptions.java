package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.anyOf;
import static io.elevator.workload.job.OptionType.atLeast;
import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.choice;
import static io.elevator.workload.job.OptionType.each;
import static io.elevator.workload.job.OptionType.flag;
import static io.elevator.workload.job.OptionType.milliseconds;
import static io.elevator.workload.job.OptionType.range;
import static io.elevator.workload.job.OptionType.time;
import static io.elevator.workload.job.OptionType.whole;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Job options for the timing of a job: depth, batches, runtime, pauses and rates. */
final class PaceOptions extends OptionGroup {
  private static final int MAX_DEPTH = 1 << 20;
  private static final OptionType<Integer> IN_FLIGHT = whole(0, MAX_DEPTH);
  private static final OptionType<List<Long>> RATES =
      each(OptionType.of("0 to 1p", text -> text.number(0L, 1L << 50)));

  private final JobOption<Integer> iodepth =
      option("iodepth", whole(1, MAX_DEPTH), "1")
          .means(
              "I/Os in flight. 1 for the synchronous engines, as in fio, with a note; **without"
                  + " `ioengine` the depth counts**, where fio uses a synchronous engine");
  private final JobOption<Integer> iodepthBatchSubmit =
      option("iodepth_batch_submit iodepth_batch", IN_FLIGHT, "1")
          .means("I/Os submitted together, under one plug; 0: `iodepth`");
  private final JobOption<Integer> iodepthBatchCompleteMin =
      option("iodepth_batch_complete_min iodepth_batch_complete", IN_FLIGHT, "1")
          .means("As in fio: a job that has reached its depth waits until so many I/Os have ended");
  private final JobOption<Integer> iodepthBatchCompleteMax =
      option("iodepth_batch_complete_max", IN_FLIGHT)
          .means("I/Os reaped together at most; by default `iodepth_batch_complete_min`");
  private final JobOption<Integer> iodepthLow =
      option("iodepth_low", IN_FLIGHT, 0, "`iodepth`")
          .means(
              "As in fio: a job that has reached its depth submits again when so few are in"
                  + " flight");
  private final JobOption<Long> runtime =
      option("runtime timeout", time(SECONDS), "0").means("Longest time of the job; 0: no limit");
  final JobOption<Boolean> timeBased =
      option("time_based", flag(), "0")
          .means(
              "Repeats the job until `runtime` is over; a pass that was not cut short is repeated"
                  + " with the same I/Os, as in fio");
  private final JobOption<Long> rampTime =
      option("ramp_time", time(SECONDS), "0")
          .means("As in fio: figures and `runtime` begin after it; logs begin with the ramp");
  private final JobOption<OptionType.Range> startdelay =
      option("startdelay", range(time(SECONDS)), "0")
          .means(
              "Time before the job begins; two with `-` or `:` between them for one drawn from the"
                  + " range");
  private final JobOption<Long> loops =
      option("loops", atLeast(1), "1")
          .means(
              "Number of passes; a pass that was not cut short is repeated with the same I/Os, as"
                  + " in fio");
  private final JobOption<Long> thinktime =
      option("thinktime", time(MICROSECONDS), "0")
          .means("Pause between I/Os; as in fio it begins when the I/Os in flight have ended");
  private final JobOption<Long> thinktimeSpin =
      option("thinktime_spin", time(MICROSECONDS), "0")
          .means("Part of `thinktime`; the job does not spin");
  private final JobOption<Long> thinktimeBlocks =
      option("thinktime_blocks", atLeast(1))
          .means("I/Os between pauses; by default 1, or no limit with `thinktime_iotime`");
  private final JobOption<Boolean> thinktimeBlocksType =
      option("thinktime_blocks_type", choice("complete issue", false, true), "complete")
          .means(
              "Whether I/Os count for `thinktime_blocks` when they end or when they are submitted");
  private final JobOption<Long> thinktimeIotime =
      option("thinktime_iotime", time(SECONDS), "0")
          .means("Time after which a pause begins even with fewer I/Os; 0: no limit");
  private final JobOption<List<Long>> rate =
      option("rate", RATES, "0").means("Bytes a second at most; 0: no limit");
  private final JobOption<List<Long>> rateMin =
      option("rate_min ratemin", RATES, "0")
          .means("Bytes a second at least: a job that is slower over a cycle fails");
  private final JobOption<List<Long>> rateIops =
      option("rate_iops", RATES, "0")
          .means("I/Os a second at most; 0: no limit. A direction has this or `rate`");
  private final JobOption<List<Long>> rateIopsMin =
      option("rate_iops_min", RATES, "0")
          .means("I/Os a second at least: a job that is slower over a cycle fails");
  private final JobOption<Boolean> rateProcess =
      option("rate_process", choice("linear poisson", false, true), "linear")
          .means("Intervals between the I/Os of a limited rate: all the same, or random");
  private final JobOption<Boolean> rateIgnoreThinktime =
      option("rate_ignore_thinktime", bool(), "0")
          .means("1: a job with a limited rate does not catch up for its pauses, as in fio");
  private final JobOption<Long> rateCycle =
      option("rate_cycle ratecycle", milliseconds(1), "1000")
          .means("Time over which rates are averaged");

  PaceOptions() {
    super("When, how many, how fast");
    withoutEffect(
        "clocksource",
        anyOf("clock_gettime cpu gettimeofday"),
        "time comes from the run's own clock, real or virtual");
    withoutEffect("io_submit_mode", anyOf("inline offload"), "submission never waits for an I/O");

    for (Direction direction : Direction.values()) {
      int i = direction.index();
      refuse(
          rateIops,
          "rate is given, too; a job is limited by one of them",
          job -> job.get(rate).get(i) > 0 && job.get(rateIops).get(i) > 0);
      refuseMoreThan(rate, rateMin, i);
      refuseMoreThan(rateIops, rateIopsMin, i);
    }
    refuse(
        thinktimeSpin, "longer than thinktime", job -> job.get(thinktimeSpin) > job.get(thinktime));
    note(
        job -> job.get(timeBased) && job.get(runtime) == 0,
        job -> "time_based has no effect without runtime");
    note(
        job -> job.get(iodepth) > 1 && !JobOptions.LAYER.isSynchronous(job) && writesParts(job),
        job ->
            "it writes parts of sectors, which is done one I/O at a time, so iodepth="
                + job.get(iodepth)
                + " is taken as 1");
    note(
        job -> job.get(iodepth) > 1 && JobOptions.LAYER.isSynchronous(job),
        job ->
            "the engine "
                + Objects.requireNonNull(job.find(JobOptions.LAYER.ioengine)).fioName()
                + " is synchronous, so iodepth="
                + job.get(iodepth)
                + " is taken as 1");
  }

  private void refuseMoreThan(
      JobOption<List<Long>> limit, JobOption<List<Long>> least, int direction) {
    refuse(
        least,
        job -> {
          long most = job.get(limit).get(direction);
          return most > 0 && job.get(least).get(direction) > most;
        },
        job -> "more than the job may do at most, " + job.get(limit).get(direction));
  }

  /** Returns whether the job writes parts of sectors, which limits it to one I/O in flight. */
  private boolean writesParts(JobSettings job) {
    return !job.get(JobOptions.LAYER.direct)
        && JobOptions.ACCESS.mode(job).writes()
        && !job.get(JobOptions.DATA.verifyOnly)
        && !(JobOptions.ACCESS.inSectors(job) && JobOptions.FILES.inSectors(job));
  }

  PaceSpec spec(JobSettings job) {
    int depth = JobOptions.LAYER.isSynchronous(job) || writesParts(job) ? 1 : job.get(iodepth);
    OptionType.Range delay = job.get(startdelay);
    return new PaceSpec(
        depth,
        delay.min(),
        delay.max(),
        job.get(rampTime),
        job.get(runtime),
        job.get(timeBased) && job.get(runtime) > 0,
        job.get(loops),
        think(job),
        batches(job, depth),
        new RateSpec(
            job.get(rate),
            job.get(rateIops),
            job.get(rateMin),
            job.get(rateIopsMin),
            job.get(rateProcess),
            job.get(rateIgnoreThinktime),
            job.get(rateCycle)));
  }

  private ThinkSpec think(JobSettings job) {
    long ioNanos = job.get(thinktimeIotime);
    @Nullable Long given = job.find(thinktimeBlocks);
    // The number of blocks determines the pauses only if it is given, or if thinktime_iotime does
    // not determine them.
    long blocks = given != null ? given : ioNanos > 0 ? Long.MAX_VALUE : 1;
    return new ThinkSpec(job.get(thinktime), blocks, job.get(thinktimeBlocksType), ioNanos);
  }

  private BatchSpec batches(JobSettings job, int depth) {
    int submit = job.get(iodepthBatchSubmit);
    int min = Math.min(job.get(iodepthBatchCompleteMin), depth);
    @Nullable Integer max = job.find(iodepthBatchCompleteMax);
    int low = job.get(iodepthLow);
    return new BatchSpec(
        submit == 0 ? depth : Math.min(submit, depth),
        min,
        Math.max(1, max == null ? min : Math.max(min, max)),
        low == 0 || low > depth ? depth : low);
  }
}
