/**
 * The contracts of {@code ioc}: the application's API ({@link io.elevator.api}) and the plugins'
 * SPI ({@link io.elevator.spi}, {@link io.elevator.spi.driver}). Reads only {@code java.base}, so
 * that an elevator or a driver compiled against this module needs nothing else.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.api {
  requires static transitive org.jspecify;

  exports io.elevator.api;
  exports io.elevator.spi;
  exports io.elevator.spi.driver;
}
