/**
 * Creation of service providers one by one, so that a broken provider does not affect the others.
 */
package io.elevator.core.services;
