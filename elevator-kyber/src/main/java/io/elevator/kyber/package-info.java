/** The elevator Kyber; exports nothing, found as a service. */
package io.elevator.kyber;
