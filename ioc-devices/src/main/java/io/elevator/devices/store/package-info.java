/** Storage of data in memory, for drives without a device. */
package io.elevator.devices.store;
