package io.elevator.devices.store;

/**
 * A drive that gives access to its medium, so that a {@link io.elevator.devices.fault.FaultDrive}
 * can simulate torn writes and power cuts.
 */
public interface MediumHolder {
  /** Returns the medium of this drive. */
  Medium medium();
}
