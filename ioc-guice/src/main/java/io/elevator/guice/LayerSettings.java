package io.elevator.guice;

import java.time.Duration;

/**
 * Settings of a block layer. Immutable; the {@code with…} methods return changed copies.
 *
 * @param applicationModules whether the application's own modules, or its class path, are searched
 *     for plugins
 * @param watchPlugins whether plugin folders are watched from the start
 * @param stripes number of stripes over which tasks are spread, 0 for one per processor
 * @param seed seed of drives that draw random numbers
 * @param statisticsInterval interval at which the statistics sink receives figures, besides the
 *     final figures of each queue; zero for the final figures only
 * @param administrationLimit longest wait of each call of administration; 30 s by default
 */
public record LayerSettings(
    boolean applicationModules,
    boolean watchPlugins,
    int stripes,
    long seed,
    Duration statisticsInterval,
    Duration administrationLimit) {
  /**
   * Default settings: application modules are searched, folders are not watched, one stripe per
   * processor, seed 1.
   */
  public static final LayerSettings DEFAULT = new LayerSettings(true, false, 0, 1, Duration.ZERO);

  /** Creates settings whose administration limit is 30 s. */
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

  /** Creates settings after checking the ranges of the values. */
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

  /** Returns a copy with the search of application modules switched on or off. */
  public LayerSettings withApplicationModules(boolean value) {
    return new LayerSettings(
        value, watchPlugins, stripes, seed, statisticsInterval, administrationLimit);
  }

  /** Returns a copy with the watching of plugin folders switched on or off. */
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

  /** Returns a copy with another interval for statistics. */
  public LayerSettings withStatisticsInterval(Duration value) {
    return new LayerSettings(
        applicationModules, watchPlugins, stripes, seed, value, administrationLimit);
  }

  /** Returns a copy with another administration limit. */
  public LayerSettings withAdministrationLimit(Duration value) {
    return new LayerSettings(
        applicationModules, watchPlugins, stripes, seed, statisticsInterval, value);
  }
}
