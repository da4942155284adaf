/** The elevators against the recordings of Linux's, and the command that compares them. */
package io.elevator.integration.conformance;
