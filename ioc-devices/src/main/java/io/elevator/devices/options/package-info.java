/** Parsing of drivers' options, and the options that all drives on files share. */
package io.elevator.devices.options;
