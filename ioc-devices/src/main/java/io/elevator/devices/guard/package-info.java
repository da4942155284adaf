/**
 * Protection of block devices: a drive does not overwrite a device that is in use, for instance
 * mounted.
 */
package io.elevator.devices.guard;
