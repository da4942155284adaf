package io.elevator.guice;

import java.time.Duration;

/**
 * The numbers and switches of a block layer. Immutable; the {@code with…} methods return changed
 * copies.
 *
 * @param applicationModules whether the application's own modules, or its class path, are searched
 *     for plugins
 * @param watchPlugins whether plugin folders are watched from the start
 * @param stripes over how many stripes tasks are spread, or 0 for one a processor
 * @param seed of drives that draw numbers
 * @param statisticsInterval how often the statistics sink gets figures, besides the last ones of
 *     each queue; zero for those only
 * @param administrationLimit limit of each wait of administration; 30 s by default
 */
public record LayerSettings(
    boolean applicationModules,
    boolean watchPlugins,
    int stripes,
    long seed,
    Duration statisticsInterval,
    Duration administrationLimit) {
  /** Application modules are searched, folders not watched, a stripe a processor, seed 1. */
  public static final LayerSettings DEFAULT = new LayerSettings(true, false, 0, 1, Duration.ZERO);

  /** As the canonical one, with an administration limit of 30 s. */
  public LayerSettings(
      boolean applicationModules,
      boolean watchPlugins,
      int stripes,
      long seed,
      Duration statisticsInterval) {
    this(
        applicationModules,
        watchPlugins,
        stripes,
        seed,
        statisticsInterval,
        Duration.ofSeconds(30));
  }

  /** Checks the ranges. */
  public LayerSettings {
    if (stripes < 0) {
      throw new IllegalArgumentException(stripes + " stripes; expected 0 or more");
    }
    if (statisticsInterval.isNegative()) {
      throw new IllegalArgumentException(
          "statistics each " + statisticsInterval + "; expected zero or more");
    }
    if (administrationLimit.isNegative() || administrationLimit.isZero()) {
      throw new IllegalArgumentException(
          "an administration limit of " + administrationLimit + "; expected above zero");
    }
  }

  /** Returns a copy that searches the application's own modules, or does not. */
  public LayerSettings withApplicationModules(boolean value) {
    return new LayerSettings(
        value, watchPlugins, stripes, seed, statisticsInterval, administrationLimit);
  }

  /** Returns a copy that watches plugin folders, or does not. */
  public LayerSettings withWatchPlugins(boolean value) {
    return new LayerSettings(
        applicationModules, value, stripes, seed, statisticsInterval, administrationLimit);
  }

  /** Returns a copy with another number of stripes. */
  public LayerSettings withStripes(int value) {
    return new LayerSettings(
        applicationModules, watchPlugins, value, seed, statisticsInterval, administrationLimit);
  }

  /** Returns a copy with another seed. */
  public LayerSettings withSeed(long value) {
    return new LayerSettings(
        applicationModules, watchPlugins, stripes, value, statisticsInterval, administrationLimit);
  }

  /** Returns a copy with another interval of statistics. */
  public LayerSettings withStatisticsInterval(Duration value) {
    return new LayerSettings(
        applicationModules, watchPlugins, stripes, seed, value, administrationLimit);
  }

  /** Returns a copy with another limit of the waits of administration. */
  public LayerSettings withAdministrationLimit(Duration value) {
    return new LayerSettings(
        applicationModules, watchPlugins, stripes, seed, statisticsInterval, value);
  }
}
