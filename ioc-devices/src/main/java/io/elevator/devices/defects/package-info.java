/** Reporting of drives' defects, and completion of requests that survives them. */
package io.elevator.devices.defects;
