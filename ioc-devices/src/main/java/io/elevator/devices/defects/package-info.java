/** Reporting of drives' defects, and the completion of requests in a way that survives defects. */
package io.elevator.devices.defects;
