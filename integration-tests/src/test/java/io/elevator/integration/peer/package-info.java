/**
 * Scenarios with which block layers are commonly tested, without an elevator and with each
 * elevator.
 */
package io.elevator.integration.peer;
