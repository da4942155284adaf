/** The distribution as built, and its start scripts. */
package io.elevator.integration.distribution;
