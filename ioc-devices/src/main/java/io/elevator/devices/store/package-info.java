/** Where drives without a medium of their own keep data. */
package io.elevator.devices.store;
