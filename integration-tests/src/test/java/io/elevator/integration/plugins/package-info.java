/** Jars that are dropped in beside each other and beside the application's own modules. */
package io.elevator.integration.plugins;
