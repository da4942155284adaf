/**
 * Exceptions for errors in the user's input and for failures of a command, with places and
 * suggestions for their messages.
 */
package io.elevator.workload.input;
