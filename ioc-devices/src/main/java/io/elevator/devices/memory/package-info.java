/** Drives in memory, in real or virtual time: {@code null} and {@code memory}. */
package io.elevator.devices.memory;
