package io.elevator.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which drive to open and how to queue for it. Immutable; the {@code with…} methods return changed
 * copies.
 *
 * @param name the queue's name, for statistics; empty takes the driver's
 * @param driver the driver's name
 * @param driverOptions the driver's options, by name
 * @param elevator the elevator's name, {@code none}, or null for the default ({@code mq-deadline}
 *     when there is one hardware queue, else none)
 * @param elevatorAttributes tunables to set at the start, in order
 * @param nrRequests scheduler tags a hardware queue, or 0 for the elevator's default of twice the
 *     depth
 * @param stripes software queues (the reference's CPUs), or 0 for one a processor
 * @param maxParked most bios that may wait at once; submission past it ends with {@link
 *     BioStatus#AGAIN}
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
  /** A queue on a driver, with defaults for all else. */
  public static QueueConfig onDriver(String driver) {
    return new QueueConfig("", driver, Map.of(), null, Map.of(), 0, 0, 1 << 20);
  }

  /** Copies the maps, keeping their order, and checks the ranges. */
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

  /** Returns a copy with another bound on waiting bios. */
  public QueueConfig withMaxParked(int value) {
    return new QueueConfig(
        name, driver, driverOptions, elevator, elevatorAttributes, nrRequests, stripes, value);
  }
}
