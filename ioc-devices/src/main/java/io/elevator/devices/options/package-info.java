/** How drivers read their options. */
package io.elevator.devices.options;
