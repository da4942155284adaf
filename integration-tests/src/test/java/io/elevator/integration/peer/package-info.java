/** The scenarios that block layers are commonly tested with, over none and every elevator. */
package io.elevator.integration.peer;
