/** What the user asked for: where it stands, what is wrong with it, why it could not be done. */
package io.elevator.workload.input;
