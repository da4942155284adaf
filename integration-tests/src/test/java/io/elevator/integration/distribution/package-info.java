/** The distribution as it is built, and the scripts that start things. */
package io.elevator.integration.distribution;
