package io.elevator.cli.job;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * fio's engines that {@code ioc} stands in for. The name picks a driver unless the command line
 * does; a synchronous engine keeps one I/O in flight whatever {@code iodepth} says, as in fio.
 */
public enum IoEngine {
  SYNC("sync", "file", true),
  PSYNC("psync", "file", true),
  VSYNC("vsync", "file", true),
  PVSYNC("pvsync", "file", true),
  PVSYNC2("pvsync2", "file", true),
  LIBAIO("libaio", "file", false),
  POSIXAIO("posixaio", "file", false),
  WINDOWSAIO("windowsaio", "file", false),
  SOLARISAIO("solarisaio", "file", false),
  IO_URING("io_uring", "uring", false),
  NULL("null", "null", false);

  /** Engines by the name that job files use. */
  static final Map<String, IoEngine> BY_NAME = byName();

  private final String fioName;
  private final String driver;
  private final boolean synchronous;

  IoEngine(String fioName, String driver, boolean synchronous) {
    this.fioName = fioName;
    this.driver = driver;
    this.synchronous = synchronous;
  }

  private static Map<String, IoEngine> byName() {
    Map<String, IoEngine> engines = new LinkedHashMap<>();
    for (IoEngine engine : values()) {
      engines.put(engine.fioName, engine);
    }
    return engines;
  }

  /** The name that job files use. */
  public String fioName() {
    return fioName;
  }

  /** The driver that does its work here. */
  public String driver() {
    return driver;
  }

  /** Whether it holds one I/O at a time. */
  public boolean synchronous() {
    return synchronous;
  }
}
