/** Jars in plugin folders, used together and together with the application's own modules. */
package io.elevator.integration.plugins;
