/**
 * What a flight recording sees of the block layer. Everything that names JFR is in here; the hot
 * code knows a listener, which is null unless a recording runs.
 */
package io.elevator.core.flight;
