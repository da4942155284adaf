package io.elevator.devices.file;

import io.elevator.devices.rig.FilesBelowFolder;

/** Tests the files of a file drive. */
class FileDriveFilesTest extends FilesBelowFolder {
  FileDriveFilesTest() {
    super(new FileDriverType());
  }
}
