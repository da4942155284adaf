/** Protection of block devices that are in use, for instance mounted, against being overwritten. */
package io.elevator.devices.guard;
