/** Simulated drives in virtual time: {@code sim-hdd} and {@code sim-ssd}. */
package io.elevator.devices.sim;
