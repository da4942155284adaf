/**
 * The contracts of {@code ioc}: what applications hold ({@link io.elevator.api}) and what plugins
 * implement ({@link io.elevator.spi}, {@link io.elevator.spi.driver}). It reads nothing but {@code
 * java.base}, so that an elevator or a driver compiled against it needs nothing else.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.api {
  requires static transitive org.jspecify;

  exports io.elevator.api;
  exports io.elevator.spi;
  exports io.elevator.spi.driver;
}
