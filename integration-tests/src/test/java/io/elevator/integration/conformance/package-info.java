/** Compares the elevators with recordings of Linux 6.1, and tests the command that does so. */
package io.elevator.integration.conformance;
