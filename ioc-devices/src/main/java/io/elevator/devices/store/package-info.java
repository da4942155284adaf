/** Storage of a drive's data in memory, for drives that have no file or device. */
package io.elevator.devices.store;
