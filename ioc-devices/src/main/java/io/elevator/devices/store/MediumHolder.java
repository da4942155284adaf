package io.elevator.devices.store;

/** A drive whose medium can be reached from outside, to play torn writes and power cuts. */
public interface MediumHolder {
  /** Returns the medium. */
  Medium medium();
}
