/**
 * Creates providers of services one by one, so that one that is broken leaves the others working.
 */
package io.elevator.core.services;
