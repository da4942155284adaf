/** The contract of elevators, applied to the elevators of this project. */
package io.elevator.integration.contract;
