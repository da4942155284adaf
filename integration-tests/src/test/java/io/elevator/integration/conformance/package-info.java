/**
 * Compares the elevators with recordings of Linux 6.1, and tests the command that replays
 * recordings.
 */
package io.elevator.integration.conformance;
