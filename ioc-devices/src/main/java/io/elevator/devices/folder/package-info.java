/** Files in folders of a file system, as drives serve them beside their device. */
package io.elevator.devices.folder;
