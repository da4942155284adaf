/**
 * The events that the block layer writes to flight recordings. Only this package uses JFR; the code
 * of the queue calls a listener, which is null unless a recording runs.
 */
package io.elevator.core.flight;
