/** Block device drivers; found as services. */
package io.elevator.devices;
