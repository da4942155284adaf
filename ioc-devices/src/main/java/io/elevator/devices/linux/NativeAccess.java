package io.elevator.devices.linux;

import java.util.Locale;

/** A check whether the C library may be called. The check itself links no native function. */
final class NativeAccess {
  private NativeAccess() {}

  /**
   * Returns the reason why native functions cannot be called on this machine, or the empty string.
   */
  static String missing() {
    String system = System.getProperty("os.name", "");
    if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
      return "it needs Linux, and this is " + system;
    }
    String machine = System.getProperty("os.arch", "");
    if (!machine.equals("amd64") && !machine.equals("aarch64")) {
      return "it knows x86-64 and AArch64, and this is " + machine;
    }
    if (!NativeAccess.class.getModule().isNativeAccessEnabled()) {
      return "native access is not allowed: start the JVM with --enable-native-access="
          + (NativeAccess.class.getModule().isNamed()
              ? NativeAccess.class.getModule().getName()
              : "ALL-UNNAMED");
    }
    return "";
  }
}
