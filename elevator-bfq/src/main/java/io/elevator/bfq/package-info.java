/** The elevator BFQ; exports nothing, found as a service. */
package io.elevator.bfq;
