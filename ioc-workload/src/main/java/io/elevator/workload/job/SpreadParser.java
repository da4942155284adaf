package io.elevator.workload.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parser for the distributions of random offsets and of the choice of files. */
final class SpreadParser {
  private static final int MAX_ZONES = 256;
  private static final int MAX_SEQUENCE_BLOCKS = 64;

  /**
   * Default standard deviation of the normal distribution, in percent of the region. fio's own
   * default is 0, with which fio spreads I/Os over as many blocks as with this value.
   */
  private static final double DEFAULT_DEVIATION = 10;

  private static final Pattern ZONED = Pattern.compile("(zoned|zoned_abs)[:=](.+)", Pattern.DOTALL);
  private static final Pattern SEQUENCE = Pattern.compile("sequence(?:[:=](.*))?", Pattern.DOTALL);
  private static final OptionType<FileChoice.Kind> FILE_CHOICE =
      OptionType.choice(
          "random roundrobin sequential zipf pareto normal gauss",
          FileChoice.Kind.DRAWN,
          FileChoice.Kind.ROUND_ROBIN,
          FileChoice.Kind.SEQUENTIAL,
          FileChoice.Kind.DRAWN,
          FileChoice.Kind.DRAWN,
          FileChoice.Kind.DRAWN,
          FileChoice.Kind.DRAWN);

  private SpreadParser() {}

  /** Parses the rule that chooses the file of the next I/O. */
  static FileChoice fileChoice(OptionText text) {
    String[] words = text.text().split(":", 2);
    FileChoice.Kind kind = FILE_CHOICE.parse(text.part(words[0]));
    if (kind == FileChoice.Kind.DRAWN && !words[0].equals("random")) {
      return new FileChoice(kind, 1, skewed(text, words));
    }
    int run = words.length == 1 ? 1 : text.part(words[1]).number(1, Integer.MAX_VALUE);
    return new FileChoice(kind, run, Spread.UNIFORM);
  }

  /**
   * Parses the distributions of random offsets. As in fio, lists of zones can differ by direction,
   * {@code zoned:READS,WRITES,TRIMS}; any other distribution applies to all directions.
   *
   * @param before distributions for directions without a list of zones
   */
  static List<Spread> spreads(OptionText text, @Nullable List<Spread> before) {
    Matcher zoned = ZONED.matcher(text.text());
    if (zoned.matches()) {
      String prefix = zoned.group(1);
      boolean absolute = prefix.equals("zoned_abs");
      return text.part(zoned.group(2))
          .each(
              before == null ? List.of() : before,
              zones ->
                  zones(zones, zones.text().replaceFirst("^" + prefix + "[:=]", ""), absolute));
    }
    Matcher sequence = SEQUENCE.matcher(text.text());
    if (sequence.matches()) {
      return Collections.nCopies(Direction.COUNT, sequence(text, sequence.group(1)));
    }
    String[] words = text.text().split(",");
    Spread spread = words.length == 0 ? null : spread(text, words[0]);
    if (spread == null || !Stream.of(words).allMatch(words[0]::equals)) {
      throw text.error("only zones can differ between reads, writes and trims");
    }
    return Collections.nCopies(Direction.COUNT, spread);
  }

  private static Spread spread(OptionText text, String word) {
    String[] words = word.split("[:=]", 2);
    return switch (words[0]) {
      case "random" -> Spread.UNIFORM;
      case "zipf", "pareto", "normal", "gauss" -> skewed(text, words);
      default ->
          throw text.error(
              "'"
                  + words[0]
                  + "' is not a distribution; expected one of random, zipf, pareto, normal, zoned,"
                  + " zoned_abs, sequence");
    };
  }

  /**
   * Parses a sequence of block numbers; all directions use the same sequence.
   *
   * @param numbers text of the block numbers, null if there are none
   */
  private static Spread sequence(OptionText text, @Nullable String numbers) {
    if (numbers == null || numbers.isEmpty()) {
      throw text.error("the distribution needs block numbers behind its colon: sequence:2,0,1");
    }
    String[] words = numbers.split(",", -1);
    if (words.length > MAX_SEQUENCE_BLOCKS) {
      throw text.error("more than " + MAX_SEQUENCE_BLOCKS + " block numbers");
    }
    List<Long> blocks = new ArrayList<>();
    for (String word : words) {
      blocks.add(text.part(word.strip()).number(0, Long.MAX_VALUE));
    }
    return new Spread.Sequence(blocks, false);
  }

  /**
   * Parses a distribution that has a name and optional parameters.
   *
   * @param words name and parameters
   */
  private static Spread skewed(OptionText text, String[] words) {
    String name = words[0];
    String[] parameters = (words.length == 1 ? defaultSkew(name) : words[1]).split(":", 2);
    if (parameters[0].isEmpty()) {
      throw text.error("the distribution needs a number behind its colon: " + name + ":NUMBER");
    }
    OptionText first = text.part(parameters[0]);
    Double centre = parameters.length == 1 ? null : text.part(parameters[1]).decimal(0, 1);
    return switch (name) {
      case "zipf" -> {
        double theta = first.decimal(0, 100);
        if (theta == 1) {
          throw text.error("a theta of 1 is not defined; expected another number");
        }
        yield new Spread.Zipf(theta, centre);
      }
      case "pareto" -> new Spread.Pareto(first.decimal(0.0001, 0.9999), centre);
      default -> {
        double deviation = first.decimal(0, 100);
        yield new Spread.Normal(
            deviation == 0 ? DEFAULT_DEVIATION : deviation, centre == null ? 0.5 : centre);
      }
    };
  }

  /** Returns the parameter that fio uses for a distribution if none is given. */
  private static String defaultSkew(String name) {
    return switch (name) {
      case "zipf" -> "1.1";
      case "pareto" -> "0.2";
      default -> "0";
    };
  }

  private static Spread zones(OptionText text, String list, boolean absolute) {
    String[] parts = list.split(":", -1);
    if (parts.length > MAX_ZONES) {
      throw text.error("more than " + MAX_ZONES + " zones");
    }
    List<@Nullable Integer> percents = new ArrayList<>();
    List<@Nullable Integer> shares = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (String part : parts) {
      String[] pair = part.split("/", 2);
      percents.add(pair[0].isEmpty() ? null : text.part(pair[0]).number(0, 100));
      boolean open = pair.length == 1 || pair[1].isEmpty();
      if (absolute) {
        if (open) {
          throw text.error("'" + part + "' lacks its size; expected PERCENT/SIZE");
        }
        sizes.add(text.part(pair[1]).number(1, Long.MAX_VALUE));
      } else {
        shares.add(open ? null : text.part(pair[1]).number(0, 100));
      }
    }
    List<Integer> filled = text.shares(percents);
    List<Integer> filledShares = absolute ? List.of() : text.shares(shares);
    List<Spread.Zone> zones = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      zones.add(
          new Spread.Zone(filled.get(i), absolute ? sizes.get(i) : (long) filledShares.get(i)));
    }
    return new Spread.Zoned(zones, absolute);
  }
}
