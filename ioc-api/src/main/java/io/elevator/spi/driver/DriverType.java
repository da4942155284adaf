package io.elevator.spi.driver;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.SpiVersion;
import java.io.IOException;
import java.util.List;

/**
 * A kind of block device driver: a service that a plugin jar provides. Has a public constructor
 * without arguments that does nothing costly, and a {@link SpiVersion} annotation. Its methods are
 * called by any thread.
 */
public abstract class DriverType {
  /** For the plugin's subclass. */
  protected DriverType() {}

  /** Returns the name, under the same rule as an elevator's. */
  public abstract String name();

  /** Returns a sentence for listings. */
  public abstract String description();

  /** Returns what can be set when a drive is opened. */
  public List<AttributeSpec> options() {
    return List.of();
  }

  /** Whether its drives live in virtual time and need a virtual clock. */
  public boolean isVirtualTime() {
    return false;
  }

  /**
   * Returns why it cannot work on this machine, or the empty string; asked before {@link #open}.
   */
  public String unavailableReason() {
    return "";
  }

  /**
   * Opens a drive.
   *
   * @throws io.elevator.api.AttributeException if an option is refused
   * @throws IOException if the device cannot be opened; the message names it
   */
  public abstract BlockDriver open(DriverContext context) throws IOException;
}
