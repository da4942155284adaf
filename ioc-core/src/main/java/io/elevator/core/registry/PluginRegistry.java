package io.elevator.core.registry;

import io.elevator.api.PluginProblem;
import io.elevator.core.services.SpiVersions;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.DriverType;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The elevators and drivers of one block layer, in the order of registration. If two have the same
 * name, the one that is registered first stays and the second is refused. {@link #lock} guards all
 * lists. While it is held, no other lock is taken, and no method of a plugin is called.
 */
public final class PluginRegistry {
  /** Maximum length of the description of an elevator or driver, in characters. */
  private static final int MAX_DESCRIPTION = 1000;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<RegisteredElevator> elevators = new ArrayList<>();
  private final List<RegisteredDriver> drivers = new ArrayList<>();
  private final List<PluginProblem> problems = new ArrayList<>();

  /** Creates an empty registry. */
  public PluginRegistry() {}

  /**
   * Registers an elevator.
   *
   * @param type elevator type
   * @param source origin of the elevator, for listings
   * @throws IllegalArgumentException if its name, an alias, its description or its SPI version is
   *     not valid
   * @throws IllegalStateException if its name or an alias is taken
   */
  public RegisteredElevator register(ElevatorType type, String source) {
    RegisteredElevator described = describe(type, source);
    add(described);
    return described;
  }

  /**
   * Calls the descriptive methods of an elevator type and checks their results.
   *
   * @param type elevator type
   * @param source origin of the elevator, for listings
   * @throws IllegalArgumentException if its name, an alias, its description or its SPI version is
   *     not valid
   */
  public static RegisteredElevator describe(ElevatorType type, String source) {
    int spiVersion = requireFittingVersion(type.getClass());
    var described =
        new RegisteredElevator(
            type,
            type.name(),
            type.aliases(),
            type.icqFactory(),
            spiVersion,
            source,
            requireDescription(type.description()),
            type.attributes(),
            type.decisions());
    requireLegal(described.name());
    described.aliases().forEach(PluginRegistry::requireLegal);
    return described;
  }

  /**
   * Adds an elevator whose descriptive methods were already called, see {@link #describe}.
   *
   * @throws IllegalStateException if its name or an alias is taken
   */
  public void add(RegisteredElevator elevator) {
    lock.lock();
    try {
      requireFree(elevator, List.of());
      elevators.add(elevator);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Registers a driver.
   *
   * @param type driver type
   * @param source origin of the driver, for listings
   * @throws IllegalArgumentException if its name, its description or its SPI version is not valid
   * @throws IllegalStateException if its name is taken
   */
  public RegisteredDriver register(DriverType type, String source) {
    RegisteredDriver described = describe(type, source);
    add(described);
    return described;
  }

  /**
   * Calls the descriptive methods of a driver type and checks their results.
   *
   * @param type driver type
   * @param source origin of the driver, for listings
   * @throws IllegalArgumentException if its name, its description or its SPI version is not valid
   */
  public static RegisteredDriver describe(DriverType type, String source) {
    requireFittingVersion(type.getClass());
    var described =
        new RegisteredDriver(
            type,
            type.name(),
            type.isVirtualTime(),
            source,
            requireDescription(type.description()),
            type.options());
    requireLegal(described.name());
    return described;
  }

  /**
   * Adds a driver whose descriptive methods were already called, see {@link #describe}.
   *
   * @throws IllegalStateException if its name is taken
   */
  public void add(RegisteredDriver driver) {
    lock.lock();
    try {
      requireFree(driver, List.of());
      drivers.add(driver);
    } finally {
      lock.unlock();
    }
  }

  /** Removes all elevators and drivers of a plugin from the registry. */
  public void remove(ProvidedTypes plugin) {
    lock.lock();
    try {
      elevators.removeAll(plugin.elevators());
      drivers.removeAll(plugin.drivers());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces all types of one plugin by those of another, at the same position, or changes nothing.
   *
   * @param old plugin that is replaced
   * @param now plugin that replaces it
   * @throws IllegalStateException if a name of the new plugin is taken by a third one
   */
  public void replace(ProvidedTypes old, ProvidedTypes now) {
    lock.lock();
    try {
      List<RegisteredElevator> oldElevators = old.elevators();
      List<RegisteredDriver> oldDrivers = old.drivers();
      now.elevators().forEach(each -> requireFree(each, oldElevators));
      now.drivers().forEach(each -> requireFree(each, oldDrivers));
      swap(elevators, oldElevators, now.elevators());
      swap(drivers, oldDrivers, now.drivers());
    } finally {
      lock.unlock();
    }
  }

  private static <T> void swap(List<T> all, List<T> gone, List<T> come) {
    int at = all.size();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (gone.contains(all.get(i))) {
        all.remove(i);
        at = i;
      }
    }
    all.addAll(Math.min(at, all.size()), come);
  }

  /** Removes the recorded problems of a source that is scanned again or was removed. */
  public void forgetProblems(String source) {
    lock.lock();
    try {
      problems.removeIf(problem -> problem.source().equals(source));
    } finally {
      lock.unlock();
    }
  }

  /** Records a problem: an elevator, driver or plugin that was found and cannot be used. */
  public void report(PluginProblem problem) {
    lock.lock();
    try {
      problems.add(problem);
    } finally {
      lock.unlock();
    }
  }

  /** Removes an elevator that turned out to be unusable, and records the reason as a problem. */
  public void refuse(RegisteredElevator registered, String reason) {
    lock.lock();
    try {
      elevators.remove(registered);
      problems.add(new PluginProblem(registered.source(), reason));
    } finally {
      lock.unlock();
    }
  }

  /** Returns the registered elevators, in the order of registration. */
  public List<RegisteredElevator> elevators() {
    lock.lock();
    try {
      return List.copyOf(elevators);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the registered drivers, in the order of registration. */
  public List<RegisteredDriver> drivers() {
    lock.lock();
    try {
      return List.copyOf(drivers);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the recorded problems, in the order in which they were recorded. */
  public List<PluginProblem> problems() {
    lock.lock();
    try {
      return List.copyOf(problems);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the elevator that has a name or alias, or null if there is none. */
  public @Nullable RegisteredElevator findElevator(String name) {
    for (RegisteredElevator each : elevators()) {
      if (each.answersTo(name)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Returns the elevator that has a name or alias.
   *
   * @throws NoSuchElementException if there is none; the message lists the registered elevators
   */
  public RegisteredElevator elevator(String name) {
    RegisteredElevator found = findElevator(name);
    if (found == null) {
      throw new NoSuchElementException(
          "there is no elevator '"
              + name
              + "'; there are "
              + listed(elevators().stream().map(RegisteredElevator::name).toList(), "none"));
    }
    return found;
  }

  /**
   * Returns the driver that has a name.
   *
   * @throws NoSuchElementException if there is none; the message lists the registered drivers
   */
  public RegisteredDriver driver(String name) {
    for (RegisteredDriver each : drivers()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new NoSuchElementException(
        "there is no driver '"
            + name
            + "'; there are "
            + listed(drivers().stream().map(RegisteredDriver::name).toList(), ""));
  }

  private static String listed(List<String> names, String also) {
    var all = new ArrayList<>(names);
    if (!also.isEmpty()) {
      all.add(also);
    }
    return all.isEmpty() ? "none at all" : String.join(", ", all);
  }

  private static String requireDescription(@Nullable String text) {
    if (text == null || text.length() > MAX_DESCRIPTION) {
      throw new IllegalArgumentException(
          (text == null ? "description() is null" : "description() is " + text.length() + " long")
              + "; expected a sentence of at most "
              + MAX_DESCRIPTION
              + " characters");
    }
    return text;
  }

  private static void requireLegal(@Nullable String name) {
    if (name == null) {
      throw new IllegalArgumentException("name() or an alias is null");
    }
    String problem = PluginNames.problemWith(name);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
  }

  private void requireFree(RegisteredElevator asking, List<RegisteredElevator> leaving) {
    for (RegisteredElevator other : elevators) {
      if (leaving.contains(other)) {
        continue;
      }
      requireNotTaken(asking.name(), other);
      asking.aliases().forEach(alias -> requireNotTaken(alias, other));
    }
  }

  private static void requireNotTaken(String name, RegisteredElevator other) {
    if (other.answersTo(name)) {
      throw new IllegalStateException(
          "the elevator name '"
              + name
              + "' is taken by "
              + other.name()
              + " from "
              + other.source());
    }
  }

  private void requireFree(RegisteredDriver asking, List<RegisteredDriver> leaving) {
    for (RegisteredDriver other : drivers) {
      if (other.name().equals(asking.name()) && !leaving.contains(other)) {
        throw new IllegalStateException(
            "the driver name '" + asking.name() + "' is taken by the one from " + other.source());
      }
    }
  }

  private static int requireFittingVersion(Class<?> type) {
    String problem = SpiVersions.problemWith(type);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
    return type.getAnnotation(SpiVersion.class).value();
  }
}
