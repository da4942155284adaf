/**
 * The implementation of {@link io.elevator.api}: io contexts, request queue, clocks, plugin
 * registry.
 */
package io.elevator.core;
