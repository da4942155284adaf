package io.elevator.workload.job;

import static io.elevator.workload.job.OptionType.atLeast;
import static io.elevator.workload.job.OptionType.bool;
import static io.elevator.workload.job.OptionType.choice;
import static io.elevator.workload.job.OptionType.each;
import static io.elevator.workload.job.OptionType.flag;
import static io.elevator.workload.job.OptionType.percent;
import static io.elevator.workload.job.OptionType.range;
import static io.elevator.workload.job.OptionType.whole;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Job options for the operations, block sizes and offsets of a job. */
final class AccessOptions extends OptionGroup {
  private static final int SECTOR_BYTES = 512;
  private static final int MAX_BLOCK_BYTES = 1 << 30;
  private static final int MAX_SPLITS = 64;
  private static final Map<String, AccessMode> MODES = modes();

  /**
   * Value of the option {@code rw}: the mode, and the number after its colon, 0 if there is none.
   */
  private record ModeAndNumber(AccessMode mode, long number) {}

  private final JobOption<ModeAndNumber> rw =
      option(
              "rw readwrite",
              OptionType.of(
                  "`" + String.join("`, `", MODES.keySet()) + "`, with `:N`", AccessOptions::mode),
              "read")
          .means(
              "Operations of the job, sequential or random. `:N` as in fio, with a minus sign"
                  + " backwards. For `trimwrite` and `randtrimwrite` see [trims and"
                  + " writes](#trims-and-writes)");
  private final JobOption<Boolean> rwSequencer =
      option("rw_sequencer", choice("identical sequential", true, false), "sequential")
          .means("Offsets of the `N` I/Os of `rw=rand…:N`: one behind the other, or all the same");
  private final JobOption<List<SizeChoice>> bs =
      option(
              "bs blocksize",
              each(whole(1, MAX_BLOCK_BYTES).<SizeChoice>map(SizeChoice.Fixed::new)),
              "4k")
          .means("Block size in bytes");
  final JobOption<List<SizeChoice>> bsrange =
      setting(
              List.of(bs),
              "bsrange blocksize_range",
              each(range(whole(1, MAX_BLOCK_BYTES)).map(AccessOptions::sizes)))
          .means("Block sizes from and to; multiples of the smallest, equally often");
  final JobOption<List<SizeChoice>> bssplit =
      setting(List.of(bs), "bssplit", each(OptionType.of("`size/percent:…`", AccessOptions::split)))
          .means(
              "Up to 64 block sizes with their shares; sizes without percentage share the rest."
                  + " Sums other than 100 are refused");
  private final JobOption<Boolean> bsUnaligned =
      option("bs_unaligned blocksize_unaligned", flag(), "0")
          .means("Sizes of a range are multiples of 512 bytes, the least that drives move");
  private final JobOption<Boolean> bsIsSeqRand =
      option("bs_is_seq_rand", bool(), "0")
          .means(
              "As in fio: the first block size is that of sequential I/Os, the second that of"
                  + " random ones");
  private final JobOption<List<Integer>> blockalign =
      option("blockalign ba", each(whole(1, MAX_BLOCK_BYTES)), List.of(0, 0, 0), "block size")
          .means("Alignment of random offsets; multiples of 512, as in fio without the map");
  private final JobOption<Integer> rwmixread =
      option("rwmixread", percent(), "50").means("Share of reads in a job that reads and writes");
  final JobOption<Integer> rwmixwrite =
      setting(List.of(rwmixread), "rwmixwrite", percent().map(writes -> 100 - writes))
          .means("Share of writes; the later of this and `rwmixread` counts");
  private final JobOption<Boolean> norandommap =
      option("norandommap", flag(), "0")
          .means(
              "Random offsets are drawn without the map that lets each block be used once. A map"
                  + " beyond the [limits on memory](#limits-on-memory) is refused. There is no map"
                  + " when reads and writes differ in size, for draws that are not uniform over"
                  + " blocks, and for `rw=rand…:N`");
  final JobOption<Boolean> softrandommap =
      option("softrandommap", bool(), "0")
          .means("1: a map beyond the limits on memory is left out");
  private final JobOption<List<Spread>> randomDistribution =
      option(
              "random_distribution",
              new OptionType<>(
                  "`random`, `zipf:THETA`, `pareto:H`, `normal:DEVIATION`, each with `:CENTRE`;"
                      + " `zoned:percent/percent:…`, `zoned_abs:percent/size:…`,"
                      + " `sequence:N1,N2,…`",
                  false,
                  SpreadParser::spreads),
              "random")
          .means(
              "Distribution of random offsets. THETA is 1.1, H 0.2 and DEVIATION 10 (for 0 as well)"
                  + " unless given. With a centre the frequent blocks of zipf and pareto are side"
                  + " by side after it; without one they are scattered. `zoned:R,W,T` gives zones"
                  + " for each direction. `sequence`: see [sequences](#sequences)");
  private final JobOption<Boolean> randomSequenceStride =
      option("random_sequence_stride", bool(), "0").means("See [sequences](#sequences)");
  private final JobOption<List<Integer>> percentageRandom =
      option("percentage_random", each(percent()), "100")
          .means(
              "Share of a random job's I/Os that have a random offset; the others follow the one"
                  + " before");
  private final JobOption<Boolean> randomGenerator =
      option(
              "random_generator",
              choice("tausworthe lfsr tausworthe64", false, true, false),
              "tausworthe")
          .means(
              "Generator of random offsets; `lfsr` needs no map. The generators are not fio's: the"
                  + " same seed gives other offsets");
  private final JobOption<Boolean> randrepeat =
      option("randrepeat", bool(), "1").means("1: each run draws the same offsets");
  final JobOption<Boolean> allrandrepeat =
      setting(
              List.of(randrepeat),
              "allrandrepeat",
              new OptionType<>(
                  bool().values(),
                  false,
                  (text, before) -> text.bool() || Boolean.TRUE.equals(before)))
          .means("1: sets `randrepeat`");
  private final JobOption<Long> randseed =
      option("randseed", atLeast(0))
          .means("Seed of the job's draws; by default that of the run (`--seed`)");
  private final JobOption<Long> numberIos =
      option("number_ios", atLeast(0), "0").means("I/Os of each pass at most; 0: no limit");
  private final JobOption<Boolean> zonemode =
      option("zonemode", choice("none strided", false, true), "none")
          .means(
              "`strided`: the job does `zonesize` bytes in each zone. `zbd` is refused, as no drive"
                  + " here is zoned");
  private final JobOption<Long> zonesize =
      option("zonesize", atLeast(1), 0L, "")
          .means("Bytes done in each zone, as in fio; no map in a zone");
  private final JobOption<Long> zonerange =
      option("zonerange", atLeast(1), 0L, "`zonesize`").means("Length of a zone, as in fio");
  private final JobOption<Long> zoneskip =
      option("zoneskip", atLeast(0), "0").means("Bytes between two zones, as in fio");

  AccessOptions() {
    super("Operations, sizes, offsets");

    refuse(zonemode, "it needs a zonesize", job -> job.get(zonemode) && job.get(zonesize) == 0);
    refuse(
        zonemode,
        "zones and trims before writes do not go together",
        job -> job.get(zonemode) && mode(job).trimsBeforeWrites());
    refuse(
        rw,
        job -> trimsApart(job) && job.get(rw).number() != 0,
        job -> mode(job).fioName() + " with holes needs the same sizes for writes and trims");
    refuse(
        bsIsSeqRand,
        job -> trimsApart(job) && job.get(bsIsSeqRand),
        job -> mode(job).fioName() + " with it needs the same sizes for writes and trims");
    refuse(
        blockalign,
        "direct I/O and trims need multiples of 512 bytes",
        job -> (job.get(JobOptions.LAYER.direct) || mode(job).trims()) && !inAlignedSectors(job));
  }

  private static Map<String, AccessMode> modes() {
    Map<String, AccessMode> modes = new LinkedHashMap<>();
    for (AccessMode mode : AccessMode.values()) {
      modes.put(mode.fioName(), mode);
    }
    modes.put("readwrite", AccessMode.RW);
    return modes;
  }

  private static ModeAndNumber mode(OptionText text) {
    String[] words = text.text().split(":", 2);
    AccessMode mode = text.part(words[0]).oneOf(MODES);
    if (words.length == 1) {
      return new ModeAndNumber(mode, 0);
    }
    boolean backwards = words[1].startsWith("-") && !mode.random();
    int number = text.part(words[1].substring(backwards ? 1 : 0)).number(1, Integer.MAX_VALUE);
    return new ModeAndNumber(mode, backwards ? -number : number);
  }

  private static SizeChoice sizes(OptionType.Range range) {
    return range.min() == range.max()
        ? new SizeChoice.Fixed((int) range.min())
        : new SizeChoice.Range((int) range.min(), (int) range.max());
  }

  private static SizeChoice split(OptionText text) {
    String[] parts = text.text().split(":", -1);
    if (parts.length > MAX_SPLITS) {
      throw text.error("more than " + MAX_SPLITS + " sizes");
    }
    List<Integer> sizes = new ArrayList<>();
    List<@Nullable Integer> percents = new ArrayList<>();
    for (String part : parts) {
      String[] pair = part.split("/", 2);
      sizes.add(text.part(pair[0]).number(1, MAX_BLOCK_BYTES));
      percents.add(
          pair.length == 1 || pair[1].isEmpty() ? null : text.part(pair[1]).number(0, 100));
    }
    List<Integer> filled = text.shares(percents);
    List<SizeChoice.Share> shares = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      shares.add(new SizeChoice.Share(sizes.get(i), filled.get(i)));
    }
    return new SizeChoice.Split(shares);
  }

  /** Returns the operations of the job and the order of its offsets. */
  AccessMode mode(JobSettings job) {
    return job.get(rw).mode();
  }

  BlockSizes blockSizes(JobSettings job) {
    // In random order each block is written with the size with which it was trimmed, so the size of
    // trims applies to writes, too.
    boolean asTrimmed = mode(job).trimsBeforeWrites() && mode(job).random();
    List<SizeChoice> sizes = job.get(bs);
    return new BlockSizes(
        sizes.get(0),
        sizes.get(asTrimmed ? 2 : 1),
        sizes.get(2),
        job.get(bsUnaligned),
        job.get(bsIsSeqRand));
  }

  /** Returns the smallest region, in bytes, in which the job can do an I/O of each kind. */
  int leastRegion(JobSettings job) {
    return blockSizes(job).leastRegion(mode(job));
  }

  /** Returns whether the job trims before it writes, and trims and writes have different sizes. */
  boolean trimsApart(JobSettings job) {
    return blockSizes(job).trimsApart(mode(job));
  }

  /**
   * Returns whether the sizes, gaps and alignments of the job are multiples of a sector, so that
   * every I/O consists of whole sectors.
   */
  boolean inSectors(JobSettings job) {
    AccessMode mode = mode(job);
    return blockSizes(job).used(mode).allMatch(sizes -> sizes.inUnits(SECTOR_BYTES))
        && (mode.random() ? inAlignedSectors(job) : job.get(rw).number() % SECTOR_BYTES == 0);
  }

  private boolean inAlignedSectors(JobSettings job) {
    return Stream.of(Direction.values())
        .filter(mode(job)::does)
        .allMatch(direction -> job.get(blockalign).get(direction.index()) % SECTOR_BYTES == 0);
  }

  /**
   * Returns the distributions of random offsets. They are completed only here, because {@code
   * random_sequence_stride} may come before or after {@code random_distribution}.
   */
  private List<Spread> spreads(JobSettings job) {
    boolean advances = job.get(randomSequenceStride);
    return job.get(randomDistribution).stream()
        .map(spread ->
            spread instanceof Spread.Sequence(List<Long> blocks, boolean ignored)
                ? new Spread.Sequence(blocks, advances)
                : spread)
        .toList();
  }

  AccessSpec spec(JobSettings job) {
    long zone = job.get(zonesize);
    long range = job.get(zonerange);
    return new AccessSpec(
        mode(job),
        blockSizes(job),
        job.get(rwmixread),
        job.get(rw).number(),
        job.get(rwSequencer),
        !job.get(norandommap),
        job.find(JobOptions.FILES.ioSize) instanceof SizeLimit.Bytes(long bytes) ? bytes : null,
        job.get(numberIos),
        job.find(randseed),
        job.get(randrepeat),
        new OffsetSpec(
            spreads(job),
            job.get(percentageRandom),
            job.get(blockalign),
            job.get(randomGenerator),
            job.get(zonemode)
                ? new StrideSpec(zone, range == 0 ? zone : range, job.get(zoneskip))
                : null,
            job.get(JobOptions.FILES.fileServiceType)));
  }
}
