/** Errors in the user's input and failures of the work, with their places and suggestions. */
package io.elevator.workload.input;
