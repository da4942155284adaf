/** How drives report defects. */
package io.elevator.devices.defects;
