/** Jars in plugin folders together with each other and with the application's own modules. */
package io.elevator.integration.plugins;
