package io.elevator.workload.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Options for operations, block sizes and offsets of a job. */
final class AccessOptions {
  private static final int MAX_BLOCK_BYTES = 1 << 30;
  private static final int MAX_SPLITS = 64;
  private static final int MAX_ZONES = 256;
  private static final int MAX_SEQUENCE_BLOCKS = 64;

  /**
   * Default standard deviation in percent of the region: with fio's own default, 0, fio spreads
   * I/Os over as many blocks as with this value.
   */
  private static final double DEFAULT_DEVIATION = 10;

  private static final Pattern ZONED = Pattern.compile("(zoned|zoned_abs)[:=](.+)");
  private static final Pattern SEQUENCE = Pattern.compile("sequence(?:[:=](.*))?");

  private static final Map<String, AccessMode> MODES = modes();
  private static final Map<String, Boolean> SEQUENCERS =
      new TreeMap<>(Map.of("sequential", false, "identical", true));
  private static final Map<String, Boolean> GENERATORS = generators();
  private static final Map<String, Boolean> ZONE_MODES = zoneModes();
  private static final Map<String, FileChoice.Kind> SERVICES = services();

  static final List<JobOption> ALL =
      List.of(
          JobOption.of("rw", "readwrite", AccessOptions::setMode),
          JobOption.of(
              "rw_sequencer", (s, v) -> s.access.repeatOffset = v.oneOf(v.text(), SEQUENCERS)),
          JobOption.of("bs", "blocksize", AccessOptions::setBlockSizes),
          JobOption.of("bsrange", "blocksize_range", AccessOptions::setBlockRanges),
          JobOption.of("bssplit", AccessOptions::setBlockSplits),
          JobOption.bare(
              "bs_unaligned", "blocksize_unaligned", (s, v) -> s.access.unaligned = v.flag()),
          JobOption.of("bs_is_seq_rand", (s, v) -> s.access.bySequence = v.bool()),
          JobOption.of(
              "blockalign",
              "ba",
              (s, v) ->
                  s.access.aligns =
                      v.each(s.access.aligns, word -> (int) v.number(word, 1, MAX_BLOCK_BYTES))),
          JobOption.of("rwmixread", (s, v) -> s.access.readPercent = v.number(0, 100)),
          JobOption.of("rwmixwrite", (s, v) -> s.access.readPercent = 100 - v.number(0, 100)),
          JobOption.bare("norandommap", (s, v) -> s.access.randomMap = !v.flag()),
          JobOption.of("softrandommap", (s, v) -> s.data.softMap = v.bool()),
          JobOption.of("random_distribution", AccessOptions::setSpreads),
          JobOption.of("random_sequence_stride", (s, v) -> s.access.sequenceAdvances = v.bool()),
          JobOption.of(
              "percentage_random",
              (s, v) ->
                  s.access.randomPercents =
                      v.each(s.access.randomPercents, word -> (int) v.number(word, 0, 100))),
          JobOption.of(
              "random_generator", (s, v) -> s.access.scattered = v.oneOf(v.text(), GENERATORS)),
          JobOption.of("randrepeat", (s, v) -> s.access.repeatable = v.bool()),
          JobOption.of("allrandrepeat", (s, v) -> s.access.repeatable |= v.bool()),
          JobOption.of("randseed", (s, v) -> s.access.seed = v.number(0)),
          JobOption.of("number_ios", (s, v) -> s.access.numberIos = v.number(0)),
          JobOption.of("file_service_type", AccessOptions::setService),
          JobOption.of("zonemode", (s, v) -> s.access.strided = v.oneOf(v.text(), ZONE_MODES)),
          JobOption.of("zonesize", (s, v) -> s.access.zoneSize = v.number(1)),
          JobOption.of("zonerange", (s, v) -> s.access.zoneRange = v.number(1)),
          JobOption.of("zoneskip", (s, v) -> s.access.zoneSkip = v.number(0)));

  private AccessOptions() {}

  private static Map<String, AccessMode> modes() {
    Map<String, AccessMode> modes = new LinkedHashMap<>();
    for (AccessMode mode : AccessMode.values()) {
      modes.put(mode.fioName(), mode);
    }
    modes.put("readwrite", AccessMode.RW);
    return modes;
  }

  private static Map<String, Boolean> generators() {
    Map<String, Boolean> generators = new LinkedHashMap<>();
    generators.put("tausworthe", false);
    generators.put("lfsr", true);
    generators.put("tausworthe64", false);
    return generators;
  }

  private static Map<String, Boolean> zoneModes() {
    Map<String, Boolean> modes = new LinkedHashMap<>();
    modes.put("none", false);
    modes.put("strided", true);
    return modes;
  }

  private static Map<String, FileChoice.Kind> services() {
    Map<String, FileChoice.Kind> services = new LinkedHashMap<>();
    services.put("random", FileChoice.Kind.DRAWN);
    services.put("roundrobin", FileChoice.Kind.ROUND_ROBIN);
    services.put("sequential", FileChoice.Kind.SEQUENTIAL);
    services.put("zipf", FileChoice.Kind.DRAWN);
    services.put("pareto", FileChoice.Kind.DRAWN);
    services.put("normal", FileChoice.Kind.DRAWN);
    services.put("gauss", FileChoice.Kind.DRAWN);
    return services;
  }

  private static void setMode(JobSettings s, OptionValue v) {
    String text = v.text();
    int colon = text.indexOf(':');
    AccessMode mode = v.oneOf(colon < 0 ? text : text.substring(0, colon), MODES);
    s.access.mode = mode;
    s.access.sequence = 0;
    if (colon >= 0) {
      String word = text.substring(colon + 1);
      boolean backwards = word.startsWith("-") && !mode.random();
      long number = v.number(backwards ? word.substring(1) : word, 1, Integer.MAX_VALUE);
      s.access.sequence = backwards ? -number : number;
    }
  }

  private static void setBlockSizes(JobSettings s, OptionValue v) {
    s.access.sizes =
        v.each(
            s.access.sizes, word -> new SizeChoice.Fixed((int) v.number(word, 1, MAX_BLOCK_BYTES)));
  }

  private static void setBlockRanges(JobSettings s, OptionValue v) {
    s.access.sizes =
        v.each(
            s.access.sizes,
            word -> {
              long[] range = v.range(word, 1, MAX_BLOCK_BYTES);
              return range[0] == range[1]
                  ? new SizeChoice.Fixed((int) range[0])
                  : new SizeChoice.Range((int) range[0], (int) range[1]);
            });
  }

  private static void setBlockSplits(JobSettings s, OptionValue v) {
    s.access.sizes = v.each(s.access.sizes, word -> new SizeChoice.Split(split(v, word)));
  }

  /**
   * Returns the sizes with their percentages; sizes without a percentage share the rest of a
   * hundred equally.
   */
  private static List<SizeChoice.Share> split(OptionValue v, String word) {
    String[] parts = word.split(":", -1);
    if (parts.length > MAX_SPLITS) {
      throw v.error("more than " + MAX_SPLITS + " sizes");
    }
    List<Integer> sizes = new ArrayList<>();
    List<@Nullable Integer> percents = new ArrayList<>();
    for (String part : parts) {
      String[] pair = part.split("/", 2);
      sizes.add((int) v.number(pair[0], 1, MAX_BLOCK_BYTES));
      percents.add(pair.length == 1 || pair[1].isEmpty() ? null : (int) v.number(pair[1], 0, 100));
    }
    List<SizeChoice.Share> shares = new ArrayList<>();
    List<Integer> filled = fill(v, percents);
    for (int i = 0; i < parts.length; i++) {
      shares.add(new SizeChoice.Share(sizes.get(i), filled.get(i)));
    }
    return shares;
  }

  /** Replaces missing percentages by equal parts of the rest of a hundred. */
  private static List<Integer> fill(OptionValue v, List<@Nullable Integer> percents) {
    int sum = 0;
    int missing = 0;
    for (Integer percent : percents) {
      sum += percent == null ? 0 : percent;
      missing += percent == null ? 1 : 0;
    }
    if (sum > 100 || (missing == 0 && sum != 100)) {
      throw v.error("the percentages add up to " + sum + "; expected 100");
    }
    List<Integer> filled = new ArrayList<>();
    int left = 100 - sum;
    for (Integer percent : percents) {
      if (percent == null) {
        int part = left / missing;
        filled.add(part);
        left -= part;
        missing--;
      } else {
        filled.add(percent);
      }
    }
    return filled;
  }

  /**
   * Sets the distributions of random offsets. As in fio, lists of zones can differ by direction,
   * {@code zoned:READS,WRITES,TRIMS}; any other distribution applies to all directions.
   */
  private static void setSpreads(JobSettings s, OptionValue v) {
    Matcher zoned = ZONED.matcher(v.text());
    if (zoned.matches()) {
      String prefix = zoned.group(1);
      boolean absolute = prefix.equals("zoned_abs");
      s.access.spreads =
          v.each(
              zoned.group(2),
              s.access.spreads,
              word -> zones(v, word.replaceFirst("^" + prefix + "[:=]", ""), absolute));
      return;
    }
    Matcher sequence = SEQUENCE.matcher(v.text());
    if (sequence.matches()) {
      s.access.spreads = Collections.nCopies(Direction.COUNT, sequence(v, sequence.group(1)));
      return;
    }
    String[] words = v.text().split(",");
    Spread spread = words.length == 0 ? null : spread(v, words[0]);
    if (spread == null || !Stream.of(words).allMatch(words[0]::equals)) {
      throw v.error("only zones can differ between reads, writes and trims");
    }
    s.access.spreads = Collections.nCopies(Direction.COUNT, spread);
  }

  private static Spread spread(OptionValue v, String word) {
    String[] words = word.split("[:=]", 2);
    return switch (words[0]) {
      case "random" -> Spread.UNIFORM;
      case "zipf", "pareto", "normal", "gauss" ->
          skewed(v, words[0], words.length == 1 ? defaultSkew(words[0]) : words[1]);
      default ->
          throw v.error(
              "'"
                  + words[0]
                  + "' is not a distribution; expected one of random, zipf, pareto, normal, zoned,"
                  + " zoned_abs, sequence");
    };
  }

  /**
   * Returns the sequence of the block numbers in {@code text}; all directions use the same
   * sequence.
   */
  private static Spread sequence(OptionValue v, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw v.error("the distribution needs block numbers behind its colon: sequence:2,0,1");
    }
    String[] words = text.split(",", -1);
    if (words.length > MAX_SEQUENCE_BLOCKS) {
      throw v.error("more than " + MAX_SEQUENCE_BLOCKS + " block numbers");
    }
    List<Long> blocks = new ArrayList<>();
    for (String word : words) {
      blocks.add(v.number(word.strip(), 0, Long.MAX_VALUE));
    }
    return new Spread.Sequence(blocks, false);
  }

  private static Spread skewed(OptionValue v, String name, String rest) {
    String[] words = rest.split(":", 2);
    if (words[0].isEmpty()) {
      throw v.error("the distribution needs a number behind its colon: " + name + ":NUMBER");
    }
    Double centre = words.length == 1 ? null : v.decimal(words[1], 0, 1);
    return switch (name) {
      case "zipf" -> {
        double theta = v.decimal(words[0], 0, 100);
        if (theta == 1) {
          throw v.error("a theta of 1 is not defined; expected another number");
        }
        yield new Spread.Zipf(theta, centre);
      }
      case "pareto" -> new Spread.Pareto(v.decimal(words[0], 0.0001, 0.9999), centre);
      default -> {
        double deviation = v.decimal(words[0], 0, 100);
        yield new Spread.Normal(
            deviation == 0 ? DEFAULT_DEVIATION : deviation, centre == null ? 0.5 : centre);
      }
    };
  }

  private static Spread zones(OptionValue v, String text, boolean absolute) {
    String[] parts = text.split(":", -1);
    if (parts.length > MAX_ZONES) {
      throw v.error("more than " + MAX_ZONES + " zones");
    }
    List<@Nullable Integer> percents = new ArrayList<>();
    List<@Nullable Integer> shares = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (String part : parts) {
      String[] pair = part.split("/", 2);
      percents.add(pair[0].isEmpty() ? null : (int) v.number(pair[0], 0, 100));
      boolean open = pair.length == 1 || pair[1].isEmpty();
      if (absolute) {
        if (open) {
          throw v.error("'" + part + "' lacks its size; expected PERCENT/SIZE");
        }
        sizes.add(v.number(pair[1], 1, Long.MAX_VALUE));
      } else {
        shares.add(open ? null : (int) v.number(pair[1], 0, 100));
      }
    }
    List<Integer> filled = fill(v, percents);
    List<Integer> filledShares = absolute ? List.of() : fill(v, shares);
    List<Spread.Zone> zones = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      zones.add(
          new Spread.Zone(filled.get(i), absolute ? sizes.get(i) : (long) filledShares.get(i)));
    }
    return new Spread.Zoned(zones, absolute);
  }

  private static void setService(JobSettings s, OptionValue v) {
    String[] words = v.text().split(":", 2);
    FileChoice.Kind kind = v.oneOf(words[0], SERVICES);
    boolean skewed = kind == FileChoice.Kind.DRAWN && !words[0].equals("random");
    s.access.service =
        skewed
            ? new FileChoice(
                kind, 1, skewed(v, words[0], words.length == 1 ? defaultSkew(words[0]) : words[1]))
            : new FileChoice(
                kind,
                words.length == 1 ? 1 : (int) v.number(words[1], 1, Integer.MAX_VALUE),
                Spread.UNIFORM);
  }

  /** Returns the parameter that fio uses if none is given. */
  private static String defaultSkew(String name) {
    return switch (name) {
      case "zipf" -> "1.1";
      case "pareto" -> "0.2";
      default -> "0";
    };
  }
}
