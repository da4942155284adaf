/** Compares a queue's counters, flight recordings and attributes with each other. */
package io.elevator.integration.statistics;
