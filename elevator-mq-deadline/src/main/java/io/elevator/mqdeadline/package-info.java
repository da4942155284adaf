/** The elevator mq-deadline; exports nothing, found as a service. */
package io.elevator.mqdeadline;
