package io.elevator.devices.folder;

/**
 * The identity of a file on this machine while it is open.
 *
 * @param device number of the file system
 * @param inode number of the file in its file system
 */
public record InodeNumber(long device, long inode) {}
