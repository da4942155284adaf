package io.elevator.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a queue: the drive to open, the elevator and the sizes of the queue.
 * Immutable; the {@code with…} methods return changed copies.
 *
 * @param name name of the queue, for statistics; empty for the name of the drive
 * @param driver name of the driver
 * @param driverOptions options of the driver, by name
 * @param elevator name of the elevator, {@code none}, or null for the default: {@code mq-deadline}
 *     for one hardware queue, otherwise none
 * @param elevatorAttributes tunables of the elevator to set at the start, in order
 * @param nrRequests number of scheduler tags of each hardware queue, or 0 for the elevator's
 *     default, which is twice the depth
 * @param stripes number of stripes (CPUs in Linux), or 0 for one per processor
 * @param maxParked largest number of bios that may be parked at once, of which one task gets at
 *     most eight ninths; a bio beyond that ends with {@link BioStatus#AGAIN}
 */
public record QueueConfig(
    String name,
    String driver,
    Map<String, String> driverOptions,
    @Nullable String elevator,
    Map<String, String> elevatorAttributes,
    int nrRequests,
    int stripes,
    int maxParked) {
  /** Returns the configuration of a queue on a driver, with defaults for everything else. */
  public static QueueConfig onDriver(String driver) {
    return new QueueConfig("", driver, Map.of(), null, Map.of(), 0, 0, 1 << 20);
  }

  /** Copies the maps and checks the ranges. The copy of the tunables keeps their order. */
  public QueueConfig {
    Objects.requireNonNull(driver, "driver");
    driverOptions = Map.copyOf(driverOptions);
    elevatorAttributes =
        java.util.Collections.unmodifiableMap(new LinkedHashMap<>(elevatorAttributes));
    if (nrRequests < 0) {
      throw new IllegalArgumentException("nrRequests is " + nrRequests + "; expected 0 or more");
    }
    if (stripes < 0) {
      throw new IllegalArgumentException("stripes is " + stripes + "; expected 0 or more");
    }
    if (maxParked < 0) {
      throw new IllegalArgumentException("maxParked is " + maxParked + "; expected 0 or more");
    }
  }

  /** Returns a copy with another name. */
  public QueueConfig withName(String value) {
    return new QueueConfig(
        value, driver, driverOptions, elevator, elevatorAttributes, nrRequests, stripes, maxParked);
  }

  /** Returns a copy with one more option of the driver. */
  public QueueConfig withDriverOption(String option, String value) {
    Map<String, String> options = new LinkedHashMap<>(driverOptions);
    options.put(option, value);
    return new QueueConfig(
        name, driver, options, elevator, elevatorAttributes, nrRequests, stripes, maxParked);
  }

  /** Returns a copy with an elevator. */
  public QueueConfig withElevator(@Nullable String value) {
    return new QueueConfig(
        name, driver, driverOptions, value, elevatorAttributes, nrRequests, stripes, maxParked);
  }

  /** Returns a copy with one more tunable of the elevator. */
  public QueueConfig withElevatorAttribute(String attribute, String value) {
    Map<String, String> attributes = new LinkedHashMap<>(elevatorAttributes);
    attributes.put(attribute, value);
    return new QueueConfig(
        name, driver, driverOptions, elevator, attributes, nrRequests, stripes, maxParked);
  }

  /** Returns a copy with another number of scheduler tags. */
  public QueueConfig withNrRequests(int value) {
    return new QueueConfig(
        name, driver, driverOptions, elevator, elevatorAttributes, value, stripes, maxParked);
  }

  /** Returns a copy with another number of stripes. */
  public QueueConfig withStripes(int value) {
    return new QueueConfig(
        name, driver, driverOptions, elevator, elevatorAttributes, nrRequests, value, maxParked);
  }

  /** Returns a copy with another limit of parked bios. */
  public QueueConfig withMaxParked(int value) {
    return new QueueConfig(
        name, driver, driverOptions, elevator, elevatorAttributes, nrRequests, stripes, value);
  }
}
