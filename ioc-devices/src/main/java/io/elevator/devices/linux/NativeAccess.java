package io.elevator.devices.linux;

import java.util.Locale;

/** Whether the C library may be called, found out without linking anything. */
final class NativeAccess {
  private NativeAccess() {}

  /** Returns why these cannot be called here, or the empty string. */
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
