/**
 * Calls of the Linux kernel and the C library; the only package that links native code, as what can
 * bring down the JVM is to be read in one place.
 */
package io.elevator.devices.linux;
