/** Scenarios that block layers are commonly tested with, with none and every elevator. */
package io.elevator.integration.peer;
