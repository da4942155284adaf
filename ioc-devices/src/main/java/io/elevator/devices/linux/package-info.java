/**
 * Calls of the Linux kernel and the C library. This is the only package that links native code, so
 * that code that can crash the JVM is reviewed in one place.
 */
package io.elevator.devices.linux;
