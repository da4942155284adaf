package io.elevator.spi.driver;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.SpiVersion;
import java.io.IOException;
import java.util.List;

/**
 * A kind of block device driver: a service that a plugin jar provides. A subclass has a public
 * constructor without arguments that does no costly work, and a {@link SpiVersion} annotation. Any
 * thread may call its methods.
 */
public abstract class DriverType {
  /** Called by the plugin's subclass. */
  protected DriverType() {}

  /** Returns the name: 1 to 15 characters of {@code [a-z0-9-]}. */
  public abstract String name();

  /** Returns one sentence about the driver, for listings. */
  public abstract String description();

  /** Returns the options that a drive can be opened with. */
  public List<AttributeSpec> options() {
    return List.of();
  }

  /** Returns whether drives of this type run in virtual time and need a virtual clock. */
  public boolean isVirtualTime() {
    return false;
  }

  /**
   * Returns the reason why the driver cannot work on this machine, or the empty string. Called
   * before {@link #open}.
   */
  public String unavailableReason() {
    return "";
  }

  /**
   * Opens a drive.
   *
   * @param context options of the drive and services of the core
   * @throws io.elevator.api.AttributeException if an option is refused
   * @throws IOException if the device cannot be opened; the message names the device
   */
  public abstract BlockDriver open(DriverContext context) throws IOException;
}
