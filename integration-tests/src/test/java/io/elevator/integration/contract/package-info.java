/** The contract of elevators, asked of ours. */
package io.elevator.integration.contract;
